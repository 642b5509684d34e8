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

TimeUnit unit_of(const SpectrumHeader& header, const ReadParams& params) {
    return time_unit(header.time_unit.is_named() ? header.time_unit : UnitText{0, params.time_unit});
}

}  // namespace

TimeUnit time_unit(const UnitText& unit) {
    const auto is = [&](auto... names) { return ((unit.name == names) || ...); };
    switch (unit.accession) {
        case cv::second:
        case cv::old_second:
            return TimeUnit::second;
        case cv::minute:
        case cv::old_minute:
            return TimeUnit::minute;
        case cv::millisecond:
            return TimeUnit::millisecond;
        case 0:
            break;
        default:
            return TimeUnit::unknown;
    }
    if (is("second", "seconds", "sec", "s")) return TimeUnit::second;
    if (is("minute", "minutes", "min")) return TimeUnit::minute;
    return is("millisecond", "milliseconds", "ms") ? TimeUnit::millisecond : TimeUnit::unknown;
}

double in_seconds(double time, TimeUnit unit) {
    const double time_s = unit == TimeUnit::minute ? time * 60.0 : unit == TimeUnit::millisecond ? time / 1000.0 : time;
    return std::isfinite(time_s) ? settled_seconds(time_s) : time_s;
}

std::string unknown_unit_text(const UnitText& unit) {
    return "the unit " +
           (unit.accession ? "number " + std::to_string(unit.accession) : "'" + quoted_text(unit.name) + "'") +
           "; known are second (UO:0000010), minute (UO:0000031) and millisecond (UO:0000028)";
}

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

    if (!header.time_unit.is_named() && params.time_unit.empty())
        refuse(shown() + " has no unit",
               std::string("Say it: ") + time_unit_flag + ", after checking the length of the run.");
    const TimeUnit unit = unit_of(header, params);
    if (unit == TimeUnit::unknown) refuse(shown() + " has " + unknown_unit_text(header.time_unit));
    const double time_s = in_seconds(*time, unit);
    if (!std::isfinite(time_s)) refuse(shown() + " is too large");
    return time_s;
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
