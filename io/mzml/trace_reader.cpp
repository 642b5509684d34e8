#include "io/mzml/trace_reader.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_traces = 16;
constexpr std::uint64_t most_points = 200'000;  // an hour at 50 Hz
constexpr std::uint64_t longest_text = 22 * most_points + 65536;
constexpr std::size_t longest_fragment = 16u << 20;

bool says(std::string_view text, std::string_view word) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [&](char a, char b) { return lower(a) == b; }) != text.end();
}

// What a device measures, by the names that converters give: there is no term for a current.
bool names_device(std::string_view name) {
    constexpr std::array words{"current", "voltage", "pressure", "temperature", "flow rate", "power"};
    if (says(name, "ion current")) return false;
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return says(name, word); });
}

bool is_of_device(const TraceHeader& header) {
    switch (header.type) {
        case cv::pressure_chromatogram:
        case cv::flow_rate_chromatogram:
            return true;
        case cv::total_ion_chromatogram:
        case cv::basepeak_chromatogram:
            return false;
        default:
            return names_device(header.id) || std::any_of(header.names.begin(), header.names.end(),
                                                          [](const std::string& name) { return names_device(name); });
    }
}

double seconds_in(const std::string& unit) {
    return unit == "minute" ? 60.0 : unit == "millisecond" ? 1e-3 : 1.0;
}

}  // namespace

void TraceReader::read(const XmlTag& start) {
    fragment_ = start.raw;
    trace_ = Trace();
    broken_ = false;
    bool wanted = false;
    const std::size_t outside = cursor_.depth() - (start.empty ? 0 : 1);
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (tag.kind == XmlTag::Kind::end || tag.name != "binaryDataArrayList") {
            if (fragment_.size() + tag.raw.size() < longest_fragment) fragment_ += tag.raw;
            continue;
        }
        fragment_ += cursor_.closing_tags(cursor_.depth() - (tag.empty ? 0 : 1), outside);
        headers_.read_trace(fragment_, header_);
        wanted = is_of_device(header_) && summary_.traces.size() < most_traces;
        if (wanted && !tag.empty)
            read_list(tag);
        else
            cursor_.skip_element(tag);
    }
    if (wanted) keep();
}

void TraceReader::read_list(const XmlTag&) {
    const std::size_t outside = cursor_.depth() - 1;
    XmlTag tag;
    while (true) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (cursor_.depth() == outside) return;
        if (tag.kind == XmlTag::Kind::start && tag.name == "binaryDataArray" && !tag.empty)
            read_array(tag);
        else if (tag.kind == XmlTag::Kind::start)
            cursor_.skip_element(tag);
    }
}

void TraceReader::read_array(const XmlTag& start) {
    std::string tags(start.raw);
    const std::size_t outside = cursor_.depth() - 1;
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (tag.kind == XmlTag::Kind::end || tag.name != "binary") {
            if (tags.size() + tag.raw.size() < longest_fragment) tags += tag.raw;
            continue;
        }
        TraceHeader told;
        ArrayHeader array;
        headers_.read_trace_array(tags + cursor_.closing_tags(cursor_.depth() - (tag.empty ? 0 : 1), outside), told,
                                  array);
        take(tag, told, array);
    }
}

// The first array that is not of times is what was measured.
void TraceReader::take(const XmlTag& binary, const TraceHeader& told, const ArrayHeader& array) {
    auto& values = told.is_time ? trace_.time_s : trace_.value;
    const bool external = array.external_dataset.has_value();
    if ((binary.empty && !external) || (!told.is_time && !told.is_data) || !values.empty())
        return cursor_.skip_element(binary);
    const XmlText payload = binary.empty ? XmlText{{}, binary.byte} : cursor_.text(longest_text);
    try {
        if (external)
            take_external(array, values);
        else
            broken_ = !decoder_.decode(array, payload, std::nullopt, most_points, values) || broken_;
    } catch (const Fault&) {
        broken_ = true;
        values.clear();
    }
    if (told.is_time)
        for (double& time : values) time *= seconds_in(told.unit);
    else
        trace_.unit = told.unit;
}

// The packing is that of the dataset, except where numbers were changed.
void TraceReader::take_external(const ArrayHeader& array, std::vector<double>& values) {
    const auto first = whole_count(array.external_offset.value_or("")),
               count = whole_count(array.external_length.value_or(""));
    const bool plain = array.coding.arrangement == Arrangement::plain && array.coding.packing != Packing::zstd &&
                       array.compression.empty();
    broken_ = broken_ || !external_ || !plain || !first || !count || *count > most_points;
    if (!broken_) external_(*array.external_dataset, *first, *count, values);
}

void TraceReader::keep() {
    trace_.name = header_.id;
    const auto good = [](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
    };
    if (broken_ || trace_.time_s.size() != trace_.value.size() || !good(trace_.time_s) || !good(trace_.value) ||
        !std::is_sorted(trace_.time_s.begin(), trace_.time_s.end())) {
        notes_.add("trace-unreadable", "chromatogram " + quoted_text(header_.id),
                   "the trace cannot be decoded, or its times and values do not fit; it is left out");
        return;
    }
    if (!trace_.time_s.empty()) summary_.traces.push_back(std::move(trace_));
}

}  // namespace gassan
