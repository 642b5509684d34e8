#include "io/mzml/spectrum_reader.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/description.hpp"
#include "io/mzml/numbers.hpp"
#include "io/spectrum/spectrum_gate.hpp"

#include <algorithm>
#include <utility>

namespace gassan {
namespace {

constexpr std::size_t longest_fragment = 16u << 20;  // bytes of the tags of one spectrum
constexpr const char* wrong = "The converter wrote this: convert the raw data again, or report it to its makers.";

[[noreturn]] void refuse(std::uint64_t byte, const std::string& cause, const std::string& remedy = wrong) {
    throw Fault{.byte = byte, .cause = cause, .remedy = remedy};
}

// An id out of tags that were never parsed, for a fault within them.
std::string raw_id(std::string_view tags) {
    const auto at = tags.find(" id=");
    if (at == std::string_view::npos || at + 5 >= tags.size()) return "";
    const auto end = tags.find(tags[at + 4], at + 5);
    return end == std::string_view::npos ? "" : std::string(tags.substr(at + 5, end - at - 5));
}

std::uint64_t declared_count(const std::string& text, const char* attribute, std::uint64_t byte) {
    const auto count = whole_count(text);
    if (!count) refuse(byte, std::string(attribute) + "=\"" + quoted_text(text) + "\" is not a length");
    return *count;
}

std::size_t without_space(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; }));
}

}  // namespace

SpectrumReader::SpectrumReader(XmlCursor& cursor, HeaderParser& headers, const ReadParams& params)
    : cursor_(cursor), headers_(headers), known_(headers), params_(params) {}

void SpectrumReader::read(const XmlTag& start, SpectrumRecord& record) {
    record_ = &record;
    record.byte = start.byte;
    record.header_read = record.admitted = record.taken = false;
    record.remarks.clear();
    have_mz_ = have_intensity_ = false;
    fragment_ = start.raw;
    try {
        read_element(start);
    } catch (const Fault&) {
        if (!record.header_read) record.raw_id = raw_id(fragment_);
        throw;
    }
}

void SpectrumReader::read_element(const XmlTag& start) {
    const std::size_t outside = cursor_.depth() - (start.empty ? 0 : 1);
    const bool known = !start.empty && known_.find_spectrum(cursor_, start.byte, record_->header);
    if (known) {
        begin();
        read_list(XmlTag());
    }
    walk_children(outside);
    if (!record_->header_read) {
        parse();
        begin();
    }
    if (record_->taken) finish_spectrum();
}

// The tags of the spectrum one by one, and its list of arrays where it comes.
void SpectrumReader::walk_children(std::size_t outside) {
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (tag.kind == XmlTag::Kind::start && tag.name == "binaryDataArray")
            refuse(tag.byte, "<binaryDataArray> stands outside of a <binaryDataArrayList>: mzML of before 0.99",
                   "Convert the raw data again to mzML 1.1.");
        if (tag.kind == XmlTag::Kind::end || tag.name != "binaryDataArrayList") {
            append(tag);
            continue;
        }
        if (!record_->header_read) {
            fragment_ += cursor_.closing_tags(cursor_.depth() - (tag.empty ? 0 : 1), outside);
            parse();
            if (!tag.empty) known_.learn_spectrum(cursor_, record_->byte, outside + 1);
            begin();
        }
        read_list(tag);
    }
}

void SpectrumReader::read_list(const XmlTag& list) {
    if (record_->taken)
        read_arrays(list);
    else
        cursor_.skip_element(list);
}

void SpectrumReader::append(const XmlTag& tag) {
    if (fragment_.size() + tag.raw.size() > longest_fragment)
        refuse(tag.byte, "the description of one spectrum is longer than the limit of 16 MiB");
    if (!record_->header_read) fragment_ += tag.raw;
}

// ---- description ---------------------------------------------------------------------------------------------

// The tags of the spectrum are complete up to its arrays.
void SpectrumReader::parse() {
    try {
        headers_.read_spectrum(fragment_, record_->header);
    } catch (Fault& fault) {
        fault.byte = record_->byte;
        throw;
    }
}

// What is it, and is it wanted?
void SpectrumReader::begin() {
    SpectrumRecord& record = *record_;
    record.header_read = true;
    try {
        record.ms_level = ms_level_of(record.header);
        record.polarity = record.ms_level == 1 ? polarity_of(record.header) : Polarity::unknown;
        record.admitted = true;
        record.taken = SpectrumGate::wants(params_, record.ms_level, record.polarity);
    } catch (Fault& fault) {
        fault.byte = record.byte;
        throw;
    }
    if (!record.taken) return;
    declared_length_.reset();
    if (record.header.default_array_length)
        declared_length_ = declared_count(*record.header.default_array_length, "defaultArrayLength", record.byte);
}

// ---- arrays --------------------------------------------------------------------------------------------------

void SpectrumReader::read_arrays(const XmlTag& list) {
    if (list.empty) return;
    const std::size_t outside = cursor_.depth() - 1;
    XmlTag tag;
    while (true) {
        if (read_known_array()) continue;
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (cursor_.depth() == outside) return;
        if (tag.kind == XmlTag::Kind::start && tag.name == "binaryDataArray")
            read_array(tag);
        else if (tag.kind == XmlTag::Kind::start)
            cursor_.skip_element(tag);
    }
}

// The next array from its tag to its end, if a known description is ahead.
bool SpectrumReader::read_known_array() {
    const std::uint64_t byte = cursor_.skip_space();
    const std::size_t outside = cursor_.depth();
    if (!known_.find_array(cursor_, byte, array_)) return false;
    take_array({}, byte);
    walk_array(byte, outside, true);
    return true;
}

void SpectrumReader::read_array(const XmlTag& start) {
    fragment_ = start.raw;
    walk_array(start.byte, cursor_.depth() - (start.empty ? 0 : 1), false);
}

// The tags of an array one by one, to its end.
void SpectrumReader::walk_array(std::uint64_t array_byte, std::size_t outside, bool payload_seen) {
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (tag.kind == XmlTag::Kind::end) {
            if (!payload_seen) fragment_ += tag.raw;
        } else if (tag.name != "binary") {
            if (payload_seen) refuse(tag.byte, "<" + quoted_text(tag.name) + "> stands after <binary>");
            if (fragment_.size() > longest_fragment)
                refuse(tag.byte, "the description of one array is longer than the limit of 16 MiB");
            fragment_ += tag.raw;
        } else {
            if (payload_seen) refuse(tag.byte, "the array has a second <binary>");
            payload_seen = true;
            fragment_ += tag.raw;
            fragment_ += cursor_.closing_tags(cursor_.depth(), outside);
            try {
                headers_.read_array(fragment_, array_);
            } catch (Fault& fault) {
                fault.byte = array_byte;
                throw;
            }
            if (!tag.empty) known_.learn_array(cursor_, array_byte, outside);
            take_array(tag, array_byte);
        }
    }
    if (!payload_seen) refuse(array_byte, "the array has no <binary>");
}

// The array whose <binary> tag the cursor has just passed.
void SpectrumReader::take_array(const XmlTag& binary, std::uint64_t array_byte) {
    if (!is_wanted_array(array_byte)) return cursor_.skip_element(binary);
    if (array_.external_dataset) {
        take_external(array_byte);
        return cursor_.skip_element(binary);
    }
    if (binary.empty) return (void)take_payload(XmlText{{}, binary.byte});
    // 8 bytes a point make 10.7 characters; as much again for white space, but never without a bound.
    const std::uint64_t longest = 22 * static_cast<std::uint64_t>(params_.max_points_per_spectrum) + 65536;
    const auto length = array_.encoded_length ? whole_count(*array_.encoded_length) : std::nullopt;
    if (const auto text = length && *length <= longest ? cursor_.text_of_length(*length) : std::nullopt) {
        if (take_payload(*text)) return;
        cursor_.go_back(*text);
    }
    (void)take_payload(cursor_.text(longest));
}

// An array of mzMLb.
void SpectrumReader::take_external(std::uint64_t byte) {
    try {
        read_external(external_, array_, declared_length_, static_cast<std::uint64_t>(params_.max_points_per_spectrum),
                      external_values_);
    } catch (Fault& fault) {
        fault.byte = byte;
        throw;
    }
    (array_.mz_terms ? have_mz_ : have_intensity_) = true;
    if (array_.mz_terms) return (void)(record_->mz = external_values_);
    auto& intensity = record_->intensity;
    intensity.resize(external_values_.size());
    std::transform(external_values_.begin(), external_values_.end(), intensity.begin(),
                   [](double value) { return static_cast<float>(value); });
}

// Is it m/z or intensities? Other arrays (charge, signal to noise, drift time) are skipped unread.
bool SpectrumReader::is_wanted_array(std::uint64_t byte) const {
    const int terms = array_.mz_terms + array_.intensity_terms;
    if (terms == 0 && array_.other_array_terms > 0) return false;
    const auto has = [&] { return " (it has: " + quoted_text(array_.terms) + ")"; };
    if (terms == 0)
        refuse(
            byte,
            "an array does not say what it holds: neither MS:1000514 m/z array nor MS:1000515 intensity array" + has());
    if (terms + array_.other_array_terms > 1) refuse(byte, "an array says more than once what it holds" + has());
    if (array_.mz_terms ? have_mz_ : have_intensity_)
        refuse(byte, array_.mz_terms ? "the spectrum has a second m/z array (MS:1000514)"
                                     : "the spectrum has a second intensity array (MS:1000515)");
    return true;
}

// False, and nothing is taken, if the text is not proven and not base64.
bool SpectrumReader::take_payload(const XmlText& payload) {
    const auto declared =
        array_.array_length ? declared_count(*array_.array_length, "arrayLength", payload.byte) : declared_length_;
    if (array_.encoded_length) {
        const auto length = declared_count(*array_.encoded_length, "encodedLength", payload.byte);
        if (length != payload.text.size() && length != without_space(payload.text))
            remark("encoded-length", "encodedLength says " + std::to_string(length) + ", the array has " +
                                         std::to_string(payload.text.size()) + " characters; the array counts");
    }
    const auto most = static_cast<std::uint64_t>(params_.max_points_per_spectrum);
    const auto array = array_.mz_terms ? decoder_.decode(array_, payload, declared, most, record_->mz)
                                       : decoder_.decode(array_, payload, declared, most, record_->intensity);
    if (!array) return false;
    (array_.mz_terms ? have_mz_ : have_intensity_) = true;
    if (array->assumed_uncompressed)
        remark("compression-unnamed",
               "the array names no compression; its length fits an uncompressed one, so it was taken as that");
    if (array->bytes_after_stream > 0)
        remark("bytes-after-zlib",
               std::to_string(array->bytes_after_stream) + " bytes after the zlib stream were ignored");
    return true;
}

// ---- the whole spectrum --------------------------------------------------------------------------------------

void SpectrumReader::check_arrays_complete() const {
    if (have_mz_ != have_intensity_)
        refuse(record_->byte, have_mz_ ? "the spectrum has no intensity array (MS:1000515)"
                                       : "the spectrum has no m/z array (MS:1000514)");
    if (!have_mz_ && declared_length_.value_or(0) > 0)
        refuse(record_->byte,
               "the spectrum declares " + counted(*declared_length_, "point", "points") + " and has no arrays");
}

void SpectrumReader::check_declared_length() {
    const std::size_t count = record_->mz.size();
    if (declared_length_ && *declared_length_ != count)
        remark("array-length", "defaultArrayLength says " + std::to_string(*declared_length_) + ", the arrays have " +
                                   std::to_string(count) + " values; the arrays count");
}

void SpectrumReader::finish_spectrum() {
    // Cleared only here: clearing before decoding would fill the arrays with zeros first.
    if (!have_mz_) record_->mz.clear();
    if (!have_intensity_) record_->intensity.clear();
    check_arrays_complete();
    check_declared_length();
    try {
        record_->label = label_of(record_->header);
        record_->time_s = record_->header.time ? scan_time_of(record_->header, params_) : no_value;
    } catch (Fault& fault) {
        fault.byte = record_->byte;
        throw;
    }
}

void SpectrumReader::remark(const char* code, std::string text) {
    record_->remarks.push_back({code, std::move(text)});
}

}  // namespace gassan
