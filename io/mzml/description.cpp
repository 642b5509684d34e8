#include "io/mzml/description.hpp"

#include "io/base/faults.hpp"
#include "io/mzml/numbers.hpp"

#include <cmath>
#include <string>
#include <string_view>

namespace gassan {
namespace {

constexpr const char* wrong = "The converter wrote this: convert the raw data again, or report it to its makers.";

[[noreturn]] void refuse(const std::string& cause, const std::string& remedy = wrong) {
    throw Fault{.cause = cause, .remedy = remedy};
}

enum class TimeUnit { unknown, second, minute, millisecond };

TimeUnit time_unit(cv::Accession accession, std::string_view name) {
    if (accession == cv::second || accession == cv::old_second || name == "second") return TimeUnit::second;
    if (accession == cv::minute || accession == cv::old_minute || name == "minute") return TimeUnit::minute;
    if (accession == cv::millisecond || name == "millisecond") return TimeUnit::millisecond;
    return TimeUnit::unknown;
}

bool names_no_unit(const SpectrumHeader& header) {
    return header.time_unit == 0 && header.time_unit_name.empty();
}

TimeUnit unit_of(const SpectrumHeader& header, const ReadParams& params) {
    return names_no_unit(header) ? time_unit(0, params.time_unit) : time_unit(header.time_unit, header.time_unit_name);
}

}  // namespace

int ms_level_of(const SpectrumHeader& header) {
    if (header.ms_level) {
        const auto level = whole_count(*header.ms_level);
        if (level && *level >= 1 && *level <= 100) return static_cast<int>(*level);
        refuse("ms level (MS:1000511) is \"" + quoted_text(*header.ms_level) + "\", which is no level");
    }
    if (header.ms1_term) return 1;
    if (header.msn_term) return 2;
    if (header.not_ms) return 0;
    refuse("the spectrum names no ms level (MS:1000511)");
}

double scan_time_of(const SpectrumHeader& header, const ReadParams& params) {
    const auto shown = [&] { return "scan start time \"" + quoted_text(*header.time) + "\""; };
    const auto time = whole_number(*header.time);
    if (!time) refuse(shown() + " is not a number");
    if (*time < 0.0) refuse(shown() + " is negative");

    if (names_no_unit(header) && params.time_unit.empty())
        refuse(shown() + " has no unit",
               "Say it: --read.time_unit second (or minute, millisecond), after checking the length of the run.");
    double time_s = *time;
    switch (unit_of(header, params)) {
        case TimeUnit::second:
            break;
        case TimeUnit::minute:
            time_s = *time * 60.0;
            break;
        case TimeUnit::millisecond:
            time_s = *time / 1000.0;
            break;
        case TimeUnit::unknown:
            refuse(shown() + " has the unit " +
                   (header.time_unit ? "number " + std::to_string(header.time_unit)
                                     : "'" + quoted_text(header.time_unit_name) + "'") +
                   "; known are second (UO:0000010), minute (UO:0000031) and millisecond (UO:0000028)");
    }
    if (!std::isfinite(time_s)) refuse(shown() + " is too large");
    return settled_seconds(time_s);
}

std::string_view time_unit_of(const SpectrumHeader& header, const ReadParams& params) {
    switch (unit_of(header, params)) {
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

Polarity polarity_of(const SpectrumHeader& header) {
    if (header.positive && header.negative)
        refuse("the spectrum says both positive (MS:1000130) and negative scan (MS:1000129)");
    return header.positive ? Polarity::positive : header.negative ? Polarity::negative : Polarity::unknown;
}

Representation label_of(const SpectrumHeader& header) {
    if (header.centroid == header.profile) return Representation::unknown;
    return header.profile ? Representation::profile : Representation::centroid;
}

}  // namespace gassan
