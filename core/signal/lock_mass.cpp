#include "core/signal/lock_mass.hpp"

#include "core/base/counted.hpp"
#include "core/base/fields.hpp"
#include "core/base/robust.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace gassan {
namespace {

constexpr double lasting = 0.7;       // share of the windows in which a lock mass must be seen
constexpr double rarely_seen = 0.05;  // of the scans: then it is as good as absent
constexpr double half_seen = 0.5;     // of a window's scans: then the window tells
constexpr double least_kept = 0.5;    // of its windows: if more leap, what is left tells nothing
constexpr std::size_t fewest_in_window = 5;
constexpr double strong = 10.0;       // times the run's median centroid: chance neighbours are weaker
constexpr double near_ceiling = 0.1;  // of the strongest centroid: weaker ions do not saturate
constexpr double stiff = 0.6;         // of the spray's flicker: an ion that follows it less is held by a ceiling
constexpr double least_factor = 2.0;  // between the lowest and the highest lock mass
constexpr double usual_bend_ppm = 5.0, usual_bend_span = 0.083;  // (sd) between m/z 66 and 622, in 1/sqrt(Th)
constexpr double sds_in_tolerance = 3.0;

/// Where one lock mass was seen.
struct Course {
    LockSighting sighting;
    std::vector<double> deviation_ppm;     ///< by scan; NaN where it is not seen
    std::vector<double> counts;            ///< likewise
    std::vector<double> knot_s, knot_ppm;  ///< medians of windows, without those that leap
    double tolerance_ppm = 0.0;            ///< within which it must agree
};

double reach_ppm(double mz, double mda, double ppm) {
    return std::max(ppm, mda * 1e-3 / mz * 1e6);
}

/// As told, but with scans enough in it, and no more windows than scans.
double window_of(const Run& run, const LockParams& params) {
    std::vector<double> steps_s;
    for (std::size_t scan = 1; scan < run.scans(); ++scan)
        steps_s.push_back(run.scan_time_s[scan] - run.scan_time_s[scan - 1]);
    const double span_s = run.scan_time_s.back() - run.scan_time_s.front();
    return std::max({params.window_s, 2.0 * double(fewest_in_window) * median(std::move(steps_s)),
                     2.0 * span_s / double(run.scans())});
}

/// The strongest centroid within reach, scan by scan: at the resolution of a TOF it has swallowed its neighbours.
Course look_for(const Run& run, const LockMass& lock, const LockParams& params) {
    Course course{.sighting = {.lock = lock},
                  .deviation_ppm = std::vector<double>(run.scans(), no_value),
                  .counts = std::vector<double>(run.scans(), no_value),
                  .knot_s = {},
                  .knot_ppm = {},
                  .tolerance_ppm = reach_ppm(lock.mz, params.agree_mda, params.agree_ppm)};
    const double reach = reach_ppm(lock.mz, params.max_mda, params.max_ppm) * 1e-6 * lock.mz;
    std::vector<double> deviations, counts;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto mz = run.scan_mz(scan);
        const auto intensity = run.scan_intensity(scan);
        auto at = std::size_t(std::lower_bound(mz.begin(), mz.end(), lock.mz - reach) - mz.begin());
        std::size_t strongest = mz.size();
        for (; at < mz.size() && mz[at] <= lock.mz + reach; ++at)
            if (strongest == mz.size() || intensity[at] > intensity[strongest]) strongest = at;
        if (strongest == mz.size()) continue;
        deviations.push_back(course.deviation_ppm[scan] = (mz[strongest] / lock.mz - 1.0) * 1e6);
        counts.push_back(course.counts[scan] = intensity[strongest]);
    }
    course.sighting.presence = double(counts.size()) / double(run.scans());
    course.sighting.counts = median(std::move(counts));
    course.sighting.deviation_ppm = median(std::move(deviations));
    return course;
}

/// Medians of windows that overlap by half; windows in which the ion is hardly seen have none.
/// \return share of the windows that have one
double find_knots(const Run& run, double window_s, Course& course) {
    const auto& time_s = run.scan_time_s;
    const double half_s = 0.5 * window_s;
    const auto windows = std::size_t((time_s.back() - time_s.front()) / half_s) + 1;
    std::size_t begin = 0;
    std::vector<double> values;
    for (std::size_t window = 0; window < windows; ++window) {
        const double centre_s = time_s.front() + double(window) * half_s;
        while (time_s[begin] < centre_s - half_s) ++begin;
        std::size_t end = begin;
        values.clear();
        for (; end < time_s.size() && time_s[end] <= centre_s + half_s; ++end)
            if (!std::isnan(course.deviation_ppm[end])) values.push_back(course.deviation_ppm[end]);
        if (values.size() < fewest_in_window || double(values.size()) < half_seen * double(end - begin)) continue;
        course.knot_s.push_back(centre_s);
        course.knot_ppm.push_back(median(values));
    }
    return double(course.knot_s.size()) / double(windows);
}

/// Takes out the windows that leap off the line through their neighbours: an ion of the sample passed there. No axis
/// moves so fast.
void drop_leaps(Course& course) {
    constexpr std::size_t reach = 4, enough = 4;
    constexpr double usual_leap_ppm = 1.5, sds = 5.0;
    const std::size_t knots = course.knot_s.size();
    std::vector<double> leaps(knots, 0.0);
    for (std::size_t i = 0; i < knots; ++i) {
        std::vector<double> s, ppm;
        for (std::size_t k = i - std::min(i, reach); k < std::min(knots, i + reach + 1); ++k) {
            if (k == i) continue;
            s.push_back(course.knot_s[k]);
            ppm.push_back(course.knot_ppm[k]);
        }
        if (s.size() < enough) return;  // too short a run to tell
        const Line line = theil_sen(s, ppm);
        leaps[i] = course.knot_ppm[i] - (line.offset + line.slope * course.knot_s[i]);
    }
    const double most = std::max(usual_leap_ppm, sds * robust_sd(leaps));
    std::vector<double> s, ppm;
    for (std::size_t i = 0; i < knots; ++i) {
        if (std::abs(leaps[i]) > most) continue;
        s.push_back(course.knot_s[i]);
        ppm.push_back(course.knot_ppm[i]);
    }
    course.knot_s = std::move(s);
    course.knot_ppm = std::move(ppm);
}

/// Straight lines between the knots, constant outside: a gap is bridged, never filled from single scans.
std::vector<double> smoothed(const Run& run, const Course& course) {
    std::vector<double> ppm;
    std::size_t right = 0;
    for (const double time_s : run.scan_time_s) {
        while (right < course.knot_s.size() && course.knot_s[right] <= time_s) ++right;
        if (right == 0 || right == course.knot_s.size()) {
            ppm.push_back(right == 0 ? course.knot_ppm.front() : course.knot_ppm.back());
            continue;
        }
        const double part = (time_s - course.knot_s[right - 1]) / (course.knot_s[right] - course.knot_s[right - 1]);
        ppm.push_back(std::lerp(course.knot_ppm[right - 1], course.knot_ppm[right], part));
    }
    return ppm;
}

// ---- can it be believed? ---------------------------------------------------------------------------------------

/// Median of the run's centroids, of some ten thousand evenly taken.
double usual_counts(const Run& run) {
    constexpr std::size_t enough = 20000;
    const std::size_t stride = std::max<std::size_t>(1, run.intensity.size() / enough);
    std::vector<double> counts;
    for (std::size_t i = 0; i < run.intensity.size(); i += stride) counts.push_back(run.intensity[i]);
    return median(std::move(counts));
}

/// How much a curve jumps from scan to scan, relative: second differences of its logarithm, which slopes do not enter.
double jumpiness(const std::vector<double>& counts) {
    std::vector<double> jumps;
    for (std::size_t i = 2; i < counts.size(); ++i) {
        const double jump = std::log(counts[i]) - 2.0 * std::log(counts[i - 1]) + std::log(counts[i - 2]);
        if (std::isfinite(jump)) jumps.push_back(std::abs(jump));
    }
    return median(std::move(jumps));
}

/// What is far below the ceiling, scan by scan: it follows the spray.
std::vector<double> weaker_counts(const Run& run, double below) {
    std::vector<double> sums(run.scans(), 0.0);
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        for (const float counts : run.scan_intensity(scan)) sums[scan] += double(counts) < below ? counts : 0.0;
    return sums;
}

/// The spray's flicker is in all ions. The fewer counts, the more counting noise beside it, which goes with their root:
/// an ion that is free jumps at least as much as the weaker ones together, times the root of their counts over its own.
void judge_saturation(const Run& run, std::vector<Course>& courses) {
    const double most = *std::max_element(run.intensity.begin(), run.intensity.end());
    std::optional<double> flicker;
    double weaker = 0.0;
    for (Course& course : courses) {
        LockSighting& sighting = course.sighting;
        if (sighting.verdict != LockVerdict::used || sighting.counts < near_ceiling * most) continue;
        if (!flicker) {
            std::vector<double> sums = weaker_counts(run, near_ceiling * most);
            flicker = jumpiness(sums);
            weaker = median(std::move(sums));
        }
        const double least = *flicker * std::min(1.0, std::sqrt(weaker / sighting.counts));
        if (jumpiness(course.counts) < stiff * least) sighting.verdict = LockVerdict::saturated;
    }
}

bool is_ambiguous(const LockMass& lock, std::span<const LockMass> locks, const LockParams& params) {
    const double reach_da = reach_ppm(lock.mz, params.max_mda, params.max_ppm) * 1e-6 * lock.mz;
    return !lock.told && std::any_of(locks.begin(), locks.end(), [&](const LockMass& other) {
        return &other != &lock && other.polarity == lock.polarity && std::abs(other.mz - lock.mz) < reach_da;
    });
}

LockVerdict first_verdict(const Course& course, double share_of_windows, double usual) {
    if (course.sighting.presence < rarely_seen) return LockVerdict::absent;
    if (share_of_windows < lasting) return LockVerdict::fleeting;
    if (course.sighting.counts < strong * usual) return LockVerdict::weak;
    return LockVerdict::used;
}

// ---- do they agree? --------------------------------------------------------------------------------------------

using Chosen = std::vector<Course*>;

/// What the others say of a lock mass, ppm. Deviations are a line in 1/sqrt(m/z), to first order, where sqrt(m/z) is a
/// line in sqrt(m/z) observed; that axes bend little is one more observation (ridge), so that two near each other do
/// not foretell a third far away.
double foretold_ppm(const Chosen& chosen, std::size_t left_out) {
    const auto place = [](const Course& course) { return 1.0 / std::sqrt(course.sighting.lock.mz); };
    double w = 0.0, x = 0.0, y = 0.0;
    const auto weight = [](const Course& course) {
        const double sd_ppm = course.tolerance_ppm / sds_in_tolerance;
        return 1.0 / (sd_ppm * sd_ppm);
    };
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (i == left_out) continue;
        w += weight(*chosen[i]);
        x += weight(*chosen[i]) * place(*chosen[i]);
        y += weight(*chosen[i]) * chosen[i]->sighting.deviation_ppm;
    }
    double xx = (usual_bend_span / usual_bend_ppm) * (usual_bend_span / usual_bend_ppm), xy = 0.0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (i == left_out) continue;
        const double from_middle = place(*chosen[i]) - x / w;
        xx += weight(*chosen[i]) * from_middle * from_middle;
        xy += weight(*chosen[i]) * from_middle * (chosen[i]->sighting.deviation_ppm - y / w);
    }
    return y / w + xy / xx * (place(*chosen[left_out]) - x / w);
}

/// From three on, those that lie outside their tolerance of what the others say are left out, the worst first.
void drop_outliers(Chosen& chosen) {
    while (chosen.size() > 2) {
        std::size_t worst = 0;
        double most = 0.0;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            const Course& course = *chosen[i];
            const double apart =
                std::abs(course.sighting.deviation_ppm - foretold_ppm(chosen, i)) / course.tolerance_ppm;
            if (apart > most) most = apart, worst = i;
        }
        if (most <= 1.0) return;
        chosen[worst]->sighting.verdict = LockVerdict::disagrees;
        chosen.erase(chosen.begin() + std::ptrdiff_t(worst));
    }
}

/// Chosen is by m/z. Do its ends differ by no more than both may?
bool is_credible(const Chosen& chosen) {
    const Course &low = *chosen.front(), &high = *chosen.back();
    const double apart = std::abs(low.sighting.deviation_ppm - high.sighting.deviation_ppm);
    return apart <= low.tolerance_ppm + high.tolerance_ppm;
}

std::string told(const Course& course) {
    const LockSighting& sighting = course.sighting;
    const auto rounded = [](double value, double digits) { return number_text(std::round(value * digits) / digits); };
    return sighting.lock.name + " (m/z " + rounded(sighting.lock.mz, 1e4) + ") by " +
           rounded(sighting.deviation_ppm, 10.0) + " ppm";
}

void reject(const Chosen& chosen, LockVerdict verdict) {
    for (Course* course : chosen) course->sighting.verdict = verdict;
}

/// Lock masses to calibrate by, by m/z; none where they are too few, too near or contradict each other.
Chosen choose(std::vector<Course>& courses, LockReport& report, Notes& notes) {
    Chosen chosen;
    for (Course& course : courses)
        if (course.sighting.verdict == LockVerdict::used) chosen.push_back(&course);
    std::sort(chosen.begin(), chosen.end(),
              [](const Course* a, const Course* b) { return a->sighting.lock.mz < b->sighting.lock.mz; });
    drop_outliers(chosen);
    if (chosen.size() < 2) {
        report.outcome = chosen.empty() ? "no lock mass was found that lasts" : "one lock mass alone tells no axis";
        reject(chosen, LockVerdict::alone);
        return {};
    }
    if (chosen.back()->sighting.lock.mz < least_factor * chosen.front()->sighting.lock.mz) {
        report.outcome = "the lock masses found lie too near to each other to tell the axis";
        reject(chosen, LockVerdict::alone);
        return {};
    }
    if (!is_credible(chosen)) {
        report.outcome =
            "the lock masses found contradict each other: " + told(*chosen.front()) + ", " + told(*chosen.back());
        notes.push_back({"lock-masses-differ", "", report.outcome + " off; the m/z axis is left as it is"});
        reject(chosen, LockVerdict::disagrees);
        return {};
    }
    report.outcome = "recalibrated by " + counted(chosen.size(), "lock mass", "lock masses");
    return chosen;
}

// ---- correction ------------------------------------------------------------------------------------------------

/// sqrt(m/z) = a + b sqrt(m/z observed).
struct Axis {
    double a = 0.0, b = 1.0;
};

/// Through the lock masses of one moment by least squares of relative errors; exact for two.
Axis axis_at(const Chosen& chosen, const std::vector<std::vector<double>>& smooth_ppm, std::size_t scan) {
    double w = 0.0, wx = 0.0, wd = 0.0;  // of the root observed and of what it lacks: differences keep their digits
    std::vector<double> root(chosen.size()), lack(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const double mz = chosen[i]->sighting.lock.mz;
        root[i] = std::sqrt(mz * (1.0 + 1e-6 * smooth_ppm[i][scan]));
        lack[i] = std::sqrt(mz) - root[i];
        w += 1.0 / mz, wx += root[i] / mz, wd += lack[i] / mz;
    }
    const double middle = wx / w, level = wd / w;
    double xx = 0.0, xd = 0.0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const double weight = 1.0 / chosen[i]->sighting.lock.mz, x = root[i] - middle;
        xx += weight * x * x, xd += weight * x * (lack[i] - level);
    }
    const double slope = xd / xx;
    return {level - slope * middle, 1.0 + slope};
}

void correct(Run& run, std::size_t scan, const Axis& axis) {
    for (std::size_t i = run.scan_begin[scan]; i < run.scan_begin[scan + 1]; ++i) {
        const double root = std::sqrt(run.mz[i]);
        const double right = std::max(axis.a + axis.b * root, 0.5 * root);  // far below 1 Th a could outweigh the root
        run.mz[i] = right * right;
    }
}

void correct(Run& run, const Chosen& chosen) {
    std::vector<std::vector<double>> smooth_ppm;
    for (const Course* course : chosen) smooth_ppm.push_back(smoothed(run, *course));
    for (std::size_t scan = 0; scan < run.scans(); ++scan) correct(run, scan, axis_at(chosen, smooth_ppm, scan));
}

/// Why the run is not looked at; empty if it is.
std::string why_not(const Run& run, const LockParams& params) {
    if (params.use == "off") return "switched off";
    if (run.polarity == Polarity::unknown) return "the polarity of the run is not known";
    if (run.scans() < fewest_in_window || run.mz.empty()) return "the run is too short";
    return "";
}

}  // namespace

LockReport recalibrate(Run& run, std::span<const LockMass> locks, const LockParams& params, Notes& notes) {
    validate("lock", params);
    LockReport report;
    report.outcome = why_not(run, params);
    if (!report.outcome.empty()) return report;

    const double usual = usual_counts(run);
    const double window_s = window_of(run, params);
    std::vector<Course> courses;
    for (const LockMass& lock : locks) {
        if (lock.polarity != run.polarity || !lock.use) continue;
        Course& course = courses.emplace_back(look_for(run, lock, params));
        const double share = find_knots(run, window_s, course);
        course.sighting.verdict = first_verdict(course, share, usual);
        if (course.sighting.verdict != LockVerdict::used) continue;
        if (is_ambiguous(lock, locks, params)) course.sighting.verdict = LockVerdict::ambiguous;
        const std::size_t windows = course.knot_s.size();
        drop_leaps(course);
        if (double(course.knot_s.size()) < least_kept * double(windows))
            course.sighting.verdict = LockVerdict::fleeting;
    }
    judge_saturation(run, courses);
    const Chosen chosen = choose(courses, report, notes);
    report.recalibrated = !chosen.empty();
    if (report.recalibrated) correct(run, chosen);
    for (Course& course : courses) report.ions.push_back(std::move(course.sighting));
    return report;
}

}  // namespace gassan
