#include "io/mzml/spectrum_reader.hpp"

#include "core/base/counted.hpp"
#include "core/base/fields.hpp"
#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

#include <algorithm>
#include <cmath>
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

enum class TimeUnit { unknown, second, minute, millisecond };

TimeUnit time_unit(cv::Accession accession, std::string_view name) {
    if (accession == cv::second || accession == cv::old_second || name == "second") return TimeUnit::second;
    if (accession == cv::minute || accession == cv::old_minute || name == "minute") return TimeUnit::minute;
    if (accession == cv::millisecond || name == "millisecond") return TimeUnit::millisecond;
    return TimeUnit::unknown;
}

const char* name_of(TimeUnit unit) {
    switch (unit) {
        case TimeUnit::second:
            return "second";
        case TimeUnit::minute:
            return "minute";
        case TimeUnit::millisecond:
            return "millisecond";
        case TimeUnit::unknown:
            break;
    }
    return "";
}

}  // namespace

SpectrumReader::SpectrumReader(XmlCursor& cursor, HeaderParser& headers, const ReadParams& params,
                               const SpectrumSink& sink, RunSummary& summary, NoteBook& notes)
    : cursor_(cursor),
      headers_(headers),
      known_(headers),
      params_(params),
      summary_(summary),
      notes_(notes),
      gate_(params, sink, summary, notes) {}

void SpectrumReader::read(const XmlTag& start) {
    inside_ = true;
    header_read_ = have_mz_ = have_intensity_ = take_ = false;
    byte_ = start.byte;
    fragment_ = start.raw;
    gate_.open();
    const std::size_t outside = cursor_.depth() - (start.empty ? 0 : 1);
    const bool known = !start.empty && known_.find_spectrum(cursor_, byte_, header_);
    if (known) {
        begin();
        read_list(XmlTag());
    }
    walk_children(outside);
    if (!header_read_) {
        parse();
        begin();
    }
    if (take_) finish_spectrum();
    inside_ = false;
}

// The tags of the spectrum one by one, and its list of arrays where it comes.
void SpectrumReader::walk_children(std::size_t outside) {
    XmlTag tag;
    while (cursor_.depth() > outside) {
        if (!cursor_.next(tag)) cursor_.fail_at_end();
        if (tag.kind == XmlTag::Kind::end || tag.name != "binaryDataArrayList") {
            append(tag);
            continue;
        }
        if (!header_read_) {
            fragment_ += cursor_.closing_tags(cursor_.depth() - (tag.empty ? 0 : 1), outside);
            parse();
            if (!tag.empty) known_.learn_spectrum(cursor_, byte_, outside + 1);
            begin();
        }
        read_list(tag);
    }
}

void SpectrumReader::read_list(const XmlTag& list) {
    if (take_)
        read_arrays(list);
    else
        cursor_.skip_element(list);
}

std::string SpectrumReader::place() const {
    if (!inside_) return "";
    const std::string id = header_read_ ? header_.id : raw_id(fragment_);
    return "spectrum " + (id.empty() ? "without id" : quoted_text(id)) + " (index " +
           std::to_string(summary_.spectra - 1) + ")";
}

void SpectrumReader::append(const XmlTag& tag) {
    if (fragment_.size() + tag.raw.size() > longest_fragment)
        refuse(tag.byte, "the description of one spectrum is longer than the limit of 16 MiB");
    if (!header_read_) fragment_ += tag.raw;
}

// ---- description ---------------------------------------------------------------------------------------------

// The tags of the spectrum are complete up to its arrays.
void SpectrumReader::parse() {
    try {
        headers_.read_spectrum(fragment_, header_);
    } catch (Fault& fault) {
        fault.byte = byte_;
        throw;
    }
}

// What is it, and is it wanted?
void SpectrumReader::begin() {
    header_read_ = true;
    check_identity();
    const int level = ms_level();
    take_ = gate_.admit(header_.id, level, level == 1 ? polarity() : Polarity::unknown);
    if (!take_) return;
    declared_length_.reset();
    if (header_.default_array_length)
        declared_length_ = declared_count(*header_.default_array_length, "defaultArrayLength", byte_);
}

void SpectrumReader::check_identity() {
    const std::size_t position = summary_.spectra - 1;
    if (!header_.has_id) notes_.add("id-missing", place(), "the spectrum has no id; its position counts");
    const auto index = header_.index ? whole_count(*header_.index) : std::nullopt;
    if (index == position) return;
    if (notes_.wants("index-wrong"))
        notes_.write("index-wrong", place(),
                     "index is " + (header_.index ? "\"" + quoted_text(*header_.index) + "\"" : "missing") +
                         " where the position is " + std::to_string(position) + "; the position counts");
}

// 0 for what is no mass spectrum (light absorption and the like).
int SpectrumReader::ms_level() const {
    if (header_.ms_level) {
        const auto level = whole_count(*header_.ms_level);
        if (level && *level >= 1 && *level <= 100) return static_cast<int>(*level);
        refuse(byte_, "ms level (MS:1000511) is \"" + quoted_text(*header_.ms_level) + "\", which is no level");
    }
    if (header_.ms1_term) return 1;
    if (header_.msn_term) return 2;
    if (header_.not_ms) return 0;
    refuse(byte_, "the spectrum names no ms level (MS:1000511)");
}

double SpectrumReader::scan_time_s() {
    const auto shown = [&] { return "scan start time \"" + quoted_text(*header_.time) + "\""; };
    const auto time = whole_number(*header_.time);
    if (!time) refuse(byte_, shown() + " is not a number");
    if (*time < 0.0) refuse(byte_, shown() + " is negative");

    const bool silent = header_.time_unit == 0 && header_.time_unit_name.empty();
    if (silent && params_.time_unit.empty())
        refuse(byte_, shown() + " has no unit",
               "Say it: --read.time_unit second (or minute, millisecond), after checking the length of the run.");
    double time_s = *time;
    const TimeUnit unit =
        silent ? time_unit(0, params_.time_unit) : time_unit(header_.time_unit, header_.time_unit_name);
    if (summary_.time_unit.empty()) summary_.time_unit = name_of(unit);
    switch (unit) {
        case TimeUnit::second:
            break;
        case TimeUnit::minute:
            time_s = *time * 60.0;
            break;
        case TimeUnit::millisecond:
            time_s = *time / 1000.0;
            break;
        case TimeUnit::unknown:
            refuse(byte_, shown() + " has the unit " +
                              (header_.time_unit ? "number " + std::to_string(header_.time_unit)
                                                 : "'" + quoted_text(header_.time_unit_name) + "'") +
                              "; known are second (UO:0000010), minute (UO:0000031) and millisecond (UO:0000028)");
    }
    if (!std::isfinite(time_s)) refuse(byte_, shown() + " is too large");
    return settled_seconds(time_s);
}

Polarity SpectrumReader::polarity() const {
    if (header_.positive && header_.negative)
        refuse(byte_, "the spectrum says both positive (MS:1000130) and negative scan (MS:1000129)");
    return header_.positive ? Polarity::positive : header_.negative ? Polarity::negative : Polarity::unknown;
}

Representation SpectrumReader::label() const {
    if (header_.centroid == header_.profile) return Representation::unknown;
    return header_.profile ? Representation::profile : Representation::centroid;
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
            fragment_ += cursor_.closing_tags(cursor_.depth() - (tag.empty ? 0 : 1), outside);
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
        if (length != payload.text.size() && length != without_space(payload.text) && notes_.wants("encoded-length"))
            notes_.write("encoded-length", place(),
                         "encodedLength says " + std::to_string(length) + ", the array has " +
                             std::to_string(payload.text.size()) + " characters; the array counts");
    }
    const auto most = static_cast<std::uint64_t>(params_.max_points_per_spectrum);
    const auto array = array_.mz_terms ? decoder_.decode(array_, payload, declared, most, gate_.spectrum().mz)
                                       : decoder_.decode(array_, payload, declared, most, gate_.spectrum().intensity);
    if (!array) return false;
    (array_.mz_terms ? have_mz_ : have_intensity_) = true;
    if (array->assumed_uncompressed)
        notes_.add("compression-unnamed", place(),
                   "the array names no compression; its length fits an uncompressed one, so it was taken as that");
    if (array->bytes_after_stream > 0 && notes_.wants("bytes-after-zlib"))
        notes_.write("bytes-after-zlib", place(),
                     std::to_string(array->bytes_after_stream) + " bytes after the zlib stream were ignored");
    return true;
}

// ---- the whole spectrum --------------------------------------------------------------------------------------

void SpectrumReader::check_arrays_complete() const {
    if (have_mz_ != have_intensity_)
        refuse(byte_, have_mz_ ? "the spectrum has no intensity array (MS:1000515)"
                               : "the spectrum has no m/z array (MS:1000514)");
    if (!have_mz_ && declared_length_.value_or(0) > 0)
        refuse(byte_, "the spectrum declares " + counted(*declared_length_, "point", "points") + " and has no arrays");
}

void SpectrumReader::check_declared_length(std::size_t count) {
    if (declared_length_ && *declared_length_ != count && notes_.wants("array-length"))
        notes_.write("array-length", place(),
                     "defaultArrayLength says " + std::to_string(*declared_length_) + ", the arrays have " +
                         std::to_string(count) + " values; the arrays count");
}

void SpectrumReader::finish_spectrum() {
    // Cleared only here: clearing before decoding would fill the arrays with zeros first.
    if (!have_mz_) gate_.spectrum().mz.clear();
    if (!have_intensity_) gate_.spectrum().intensity.clear();
    check_arrays_complete();
    check_declared_length(gate_.spectrum().mz.size());
    try {
        gate_.pass(header_.time ? scan_time_s() : no_value, label());
    } catch (Fault& fault) {
        fault.byte = byte_;
        throw;
    }
}

}  // namespace gassan
