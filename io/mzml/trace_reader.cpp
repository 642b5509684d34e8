#include "io/mzml/trace_reader.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/description.hpp"
#include "io/mzml/numbers.hpp"
#include "io/mzml/trace_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t most_traces = 16;
constexpr std::uint64_t most_points = 200'000;  // an hour at 50 Hz
const std::string at_most = "at most " + std::to_string(most_points) + " points of a trace are kept";
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

bool has_type_of_device(const TraceHeader& header) {
    return header.type == cv::pressure_chromatogram || header.type == cv::flow_rate_chromatogram;
}

bool is_of_device(const TraceHeader& header) {
    if (has_type_of_device(header)) return true;
    if (header.type == cv::total_ion_chromatogram || header.type == cv::basepeak_chromatogram) return false;
    const auto tells = [](const std::string& name) { return names_device(name) || name == device_recording; };
    return names_device(header.id) || std::any_of(header.names.begin(), header.names.end(), tells);
}

/// The id, with the name that says what was measured where the id does not.
std::string name_of(const TraceHeader& header) {
    const auto tells = [](const std::string& name) { return names_device(name) && !says(name, "chromatogram"); };
    const auto name = std::find_if(header.names.begin(), header.names.end(), tells);
    if (has_type_of_device(header) || names_device(header.id) || name == header.names.end()) return header.id;
    return header.id.empty() ? *name : header.id + " (" + *name + ")";
}

}  // namespace

void TraceReader::read(const XmlTag& start) {
    fragment_ = start.raw;
    trace_ = Trace();
    reason_.clear();
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
        wanted = is_wanted();
        if (wanted && !tag.empty)
            read_list(tag);
        else
            cursor_.skip_element(tag);
    }
    if (wanted) keep();
}

bool TraceReader::is_wanted() {
    if (!is_of_device(header_)) return false;
    if (summary_.traces.size() < most_traces) return true;
    if (notes_.wants("trace-too-many"))
        notes_.write(
            "trace-too-many", place(),
            "the run has more than " + std::to_string(most_traces) + " traces of devices; this one is left out");
    return false;
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

// The first array that is not of times is what was measured. What cannot be taken is the reason to leave the trace out;
// the document goes on behind it.
void TraceReader::take(const XmlTag& binary, const TraceHeader& told, const ArrayHeader& array) {
    auto& values = told.is_time ? trace_.time_s : trace_.value;
    const bool wanted = (told.is_time || told.is_data) && values.empty() && reason_.empty();
    if (!wanted) return cursor_.skip_element(binary);
    const auto& length = array.array_length ? array.array_length : header_.default_array_length;
    const auto declared = length ? whole_count(*length) : std::nullopt;
    if (declared.value_or(0) > most_points) {
        reason_ = "it has " + std::to_string(*declared) + " points, more than " + std::to_string(most_points) + ": " +
                  at_most;
        return cursor_.skip_element(binary);
    }
    if (array.external_dataset)
        take_external(binary, array, declared, values);
    else if (!binary.empty)
        take_text(array, declared, values);
    if (told.is_time)
        settle_times(told.time_unit);
    else
        trace_.unit = told.unit;
}

void TraceReader::take_external(const XmlTag& binary, const ArrayHeader& array, std::optional<std::uint64_t> declared,
                                std::vector<double>& values) {
    cursor_.skip_element(binary);
    try {
        read_external(external_, array, declared, most_points, values);
    } catch (const Fault& fault) {
        spoil(fault, values);
    }
}

// Where a text is too long the cursor stands within it, and walks on from there.
void TraceReader::take_text(const ArrayHeader& array, std::optional<std::uint64_t> declared,
                            std::vector<double>& values) {
    bool is_there = false;
    try {
        const XmlText payload = cursor_.text(longest_text);
        is_there = true;
        if (!decoder_.decode(array, payload, declared, most_points, values)) reason_ = "it is not base64";
    } catch (const Fault& fault) {
        if (!is_there && (fault.container || fault.end_of_file)) throw;
        spoil(fault, values);
    }
}

void TraceReader::spoil(const Fault& fault, std::vector<double>& values) {
    values.clear();
    reason_ = fault.cause;
    if (says(fault.cause, "more than ") || says(fault.cause, "longer than ")) reason_ += ": " + at_most;
}

// As those of spectra, and never guessed: times of a current that are 60 times too short mislead.
void TraceReader::settle_times(const UnitText& told) {
    if (!reason_.empty()) return;
    const TimeUnit unit = time_unit(told.is_named() ? told : UnitText{0, params_.time_unit});
    if (!told.is_named() && params_.time_unit.empty())
        reason_ = std::string("its times have no unit: say it with ") + time_unit_flag;
    else if (unit == TimeUnit::unknown)
        reason_ = "its times have " + unknown_unit_text(told) + ": convert the raw data again";
    else
        for (double& time : trace_.time_s) time = in_seconds(time, unit);
}

void TraceReader::compare() {
    if (!reason_.empty()) return;
    const auto is_bad = [](double value) { return !std::isfinite(value); };
    if (trace_.time_s.size() != trace_.value.size())
        reason_ = "it has " + std::to_string(trace_.time_s.size()) + " times and " +
                  std::to_string(trace_.value.size()) + " values";
    else if (std::any_of(trace_.time_s.begin(), trace_.time_s.end(), is_bad) ||
             std::any_of(trace_.value.begin(), trace_.value.end(), is_bad))
        reason_ = "one of its times or values is not a finite number";
    else if (!std::is_sorted(trace_.time_s.begin(), trace_.time_s.end()))
        reason_ = "its times do not ascend";
}

void TraceReader::keep() {
    trace_.name = name_of(header_);
    compare();
    if (!reason_.empty())
        notes_.add("trace-unreadable", place(), reason_ + "; the trace is left out");
    else if (!trace_.time_s.empty())
        summary_.traces.push_back(std::move(trace_));
}

std::string TraceReader::place() const {
    return "chromatogram " + quoted_text(header_.id);
}

}  // namespace gassan
