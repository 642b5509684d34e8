#include "io/study/run_survey.hpp"

#include "core/base/robust.hpp"
#include "io/base/faults.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace gassan {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_run(const fs::path& path) {
    std::string name = small_letters(path.filename().string());
    if (name.starts_with(".")) return false;
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    if (name.ends_with(".bz2")) name.resize(name.size() - 4);
    for (const char* end :
         {".mzml", ".mzxml", ".mzdata", ".mzmlb", ".mz5", ".cdf", ".nc", ".raw", ".wiff", ".lcd", ".d"})
        if (name.ends_with(end)) return true;
    return false;
}

void append_runs(const fs::path& folder, std::vector<fs::path>& runs) {
    std::error_code code;
    fs::directory_iterator entries(folder, code);
    if (code) throw_file_error(folder, "look into the folder", code.value());
    std::vector<fs::path> here;
    for (const auto& entry : entries)
        if (is_run(entry.path())) here.push_back(entry.path());
    std::sort(here.begin(), here.end(), [](const fs::path& a, const fs::path& b) {
        return natural_less(a.filename().string(), b.filename().string());
    });
    runs.insert(runs.end(), here.begin(), here.end());
}

double median_step(const std::vector<double>& times) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
    return steps.empty() ? no_value : median(std::move(steps));
}

/// A run of electrophoresis lasts from some minutes to some hours: 5 min to 14 h where the times are in seconds.
std::string unit_of(double last) {
    return last < 300.0 ? "minute" : last < 50000.0 ? "second" : "millisecond";
}

RunSurvey surveyed(const fs::path& path, const ReadParams& params, const ReadProgress& progress) {
    RunSurvey survey;
    survey.path = path;
    std::vector<double> times;
    const auto sink = [&](const Spectrum& spectrum) { times.push_back(spectrum.time_s); };
    survey.summary = look_through_run(path, params, sink, progress);
    survey.scan_step_s = median_step(times);
    survey.started_s = start_seconds(survey.summary.start_time);
    return survey;
}

/// A run that switches is read once a polarity, and described as a whole.
RunSurvey surveyed_switching(const fs::path& path, const ReadParams& params, const ReadProgress& progress) {
    ReadParams one = params;
    one.polarity = "positive";
    RunSurvey survey = surveyed(path, one, progress);
    survey.switching = true;
    return survey;
}

/// The unit that makes sense of the times of a file that names none; empty where it names one.
std::string missing_unit(const fs::path& path) {
    ReadParams seconds;
    seconds.time_unit = "second";
    const auto nothing = [](const Spectrum&) {};
    try {
        static_cast<void>(for_each_spectrum(path, {}, nothing));
        return {};
    } catch (const InputError&) {
        // Only the missing unit is mended by a unit; other faults are thrown again by the line below.
        return unit_of(for_each_spectrum(path, seconds, nothing).last_time_s);
    }
}

}  // namespace

std::vector<fs::path> runs_below(const fs::path& folder) {
    std::vector<fs::path> runs;
    append_runs(folder, runs);
    std::error_code code;
    if (fs::is_directory(folder / "runs", code)) append_runs(folder / "runs", runs);
    return runs;
}

RunSurvey survey_run(const fs::path& path, const ReadProgress& progress) {
    ReadParams params;
    RunSurvey survey;
    try {
        survey = surveyed(path, params, progress);
    } catch (const InputError&) {
        params.time_unit = missing_unit(path);
        RunSummary whole = for_each_spectrum(path, params, [](const Spectrum&) {});
        const bool switching = whole.positive > 0 && whole.negative > 0;
        survey = switching ? surveyed_switching(path, params, progress) : surveyed(path, params, progress);
        survey.summary.positive = whole.positive;
        survey.summary.negative = whole.negative;
        survey.guessed_unit = params.time_unit;
    }
    if (!survey.switching && survey.summary.positive > 0) survey.polarity = Polarity::positive;
    if (!survey.switching && survey.summary.negative > 0) survey.polarity = Polarity::negative;
    return survey;
}

std::optional<std::int64_t> start_seconds(const std::string& text) {
    std::array<int, 6> part{};  // year, month, day, hour, minute, second
    constexpr std::string_view between = "--T::";
    const char *at = text.data(), *end = at + text.size();
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (i > 0 && (at == end || *at++ != between[i - 1])) return std::nullopt;
        const auto [stop, error] = std::from_chars(at, end, part[i]);
        if (error != std::errc{} || part[i] < 0) return std::nullopt;
        at = stop;
    }
    if (at != end && *at == '.')
        for (++at; at != end && is_digit(*at);) ++at;
    using namespace std::chrono;
    const year_month_day day{year(part[0]), month(unsigned(part[1])), std::chrono::day(unsigned(part[2]))};
    if (!day.ok() || part[3] > 23 || part[4] > 59 || part[5] > 60) return std::nullopt;
    const std::int64_t seconds =
        sys_days(day).time_since_epoch().count() * std::int64_t(86400) + part[3] * 3600 + part[4] * 60 + part[5];
    if (at == end || (*at == 'Z' && at + 1 == end)) return seconds;
    int hours = 0, minutes = 0;
    const char sign = *at++;
    const auto hour_end = std::from_chars(at, end, hours).ptr;
    if ((sign != '+' && sign != '-') || hour_end == at || hours < 0) return std::nullopt;
    if (hour_end != end && *hour_end == ':') std::from_chars(hour_end + 1, end, minutes);
    return seconds - (sign == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
}

bool natural_less(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!is_digit(a[i]) || !is_digit(b[j])) {
            if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
            ++i, ++j;
            continue;
        }
        while (i < a.size() && a[i] == '0') ++i;
        while (j < b.size() && b[j] == '0') ++j;
        const std::size_t begin = i, other = j;
        while (i < a.size() && is_digit(a[i])) ++i;
        while (j < b.size() && is_digit(b[j])) ++j;
        const std::string_view one = std::string_view(a).substr(begin, i - begin);
        const std::string_view two = std::string_view(b).substr(other, j - other);
        if (one.size() != two.size()) return one.size() < two.size();
        if (one != two) return one < two;
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;  // "1" and "01": any order, but always the same
}

}  // namespace gassan
