#include "core/match/part_isomers.hpp"

#include "core/match/peak_template.hpp"
#include "core/trace/ion_cache.hpp"
#include "core/trace/trace_signal.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace gassan {
namespace {

constexpr std::size_t fewest_points = 8;

/// Counts above a straight baseline, scan by scan, and what each is worth.
struct Points {
    std::vector<double> time_s, counts, weight;  ///< weight: 1 / sd
    double noise_sd = 1.0;                       ///< of one scan where nothing stands
    double top_s = 0.0;                          ///< where the highest stands
};

/// The scans of the shared peak with a few beside it.
TraceSignal signal_of(const RunArchive& archive, const SharedPeak& shared, double margin_s, const TraceParams& params) {
    const auto& time_s = archive.scan_time_s;
    const auto from = std::lower_bound(time_s.begin(), time_s.end(), shared.begin_s - margin_s);
    const auto to = std::upper_bound(from, time_s.end(), shared.end_s + margin_s);
    const auto first = std::size_t(from - time_s.begin()), last = std::size_t(to - time_s.begin());
    const auto part = [&](const auto& all) {
        return std::vector(all.begin() + std::ptrdiff_t(first), all.begin() + std::ptrdiff_t(last));
    };
    RunClock clock{part(time_s), part(archive.dropout), {}, archive.spacing_s};
    for (const double time : clock.time_s) clock.expected_fwhm_s.push_back(archive.width_law.fwhm_s(time));
    IonTrack track = extract_ion(archive, shared.mz, first, last, params);
    for (std::uint32_t& scan : track.scan) scan -= std::uint32_t(first);
    return trace_signal(clock, track.scan, track.intensity, 0, clock.time_s.size(), archive.noise);
}

Points points_of(const TraceSignal& signal, const IntensityNoise& noise) {
    constexpr std::size_t beside = 3;
    Points points;
    const std::size_t count = signal.size();
    if (count < std::max(fewest_points, 2 * beside)) return points;
    double left = 0.0, right = 0.0;
    for (std::size_t i = 0; i < beside; ++i) {
        left += signal.counts[i] / beside;
        right += signal.counts[count - 1 - i] / beside;
    }
    // What the scans beside have may be a flank; the lower of the two sides is nearer to what lies below.
    const double baseline = std::min(left, right);
    points.noise_sd = std::max(0.5 * noise.threshold, std::sqrt(noise.variance(std::max(baseline, 1.0))));
    double highest = -HUGE_VAL;
    for (std::size_t i = 0; i < count; ++i) {
        if (signal.kind[i] == ScanKind::dropout) continue;
        points.time_s.push_back(signal.time_s[i]);
        points.counts.push_back(signal.counts[i] - baseline);
        points.weight.push_back(1.0 / std::max(points.noise_sd, std::sqrt(noise.variance(signal.counts[i]))));
        if (signal.counts[i] <= highest) continue;
        highest = signal.counts[i];
        points.top_s = signal.time_s[i];
    }
    return points;
}

/// Where ions stand and how they look, as a fit varies it: the apexes, then ln of a stretch common to all widths, then
/// ln of how much more the tails are stretched than the fronts.
using Parameters = std::vector<double>;

/// How free a fit is: standard deviations of its parameters about what is expected.
struct Freedom {
    double stretch = 0.3, skew = 0.1;
};

class Mixture {
public:
    Mixture(const Points& points, std::span<const IsomerPrior> ions, const Freedom& freedom) : points_(points) {
        for (const IsomerPrior& ion : ions) {
            shapes_.push_back(&PeakTemplate::of(ion.asymmetry));
            fwhm_s_.push_back(ion.fwhm_s);
            expected_.push_back(ion.time_s);
            sd_.push_back(ion.time_sd_s);
        }
        expected_.insert(expected_.end(), {0.0, 0.0});
        sd_.insert(sd_.end(), {freedom.stretch, freedom.skew});
    }

    struct Result {
        Parameters at;
        Eigen::VectorXd heights;
        Eigen::VectorXd residuals;  ///< of the points and then of the parameters, in sd
        double cost = HUGE_VAL;     ///< their sum of squares
        double chi2 = HUGE_VAL;     ///< of the points alone
    };

    [[nodiscard]] Result at(const Parameters& place) const {
        const Eigen::MatrixXd design = design_at(place);
        const auto n = design.rows(), free = Eigen::Index(place.size());
        Eigen::VectorXd counts(n);
        for (Eigen::Index i = 0; i < n; ++i)
            counts(i) = points_.counts[std::size_t(i)] * points_.weight[std::size_t(i)];
        Result result{place, heights_of(design, counts), Eigen::VectorXd(n + free), 0.0, 0.0};
        result.residuals.head(n) = counts - design * result.heights;
        for (Eigen::Index j = 0; j < free; ++j)
            result.residuals(n + j) = (place[std::size_t(j)] - expected_[std::size_t(j)]) / sd_[std::size_t(j)];
        result.chi2 = result.residuals.head(n).squaredNorm();
        result.cost = result.residuals.squaredNorm();
        return result;
    }

    /// What was counted, shared in proportion to the ions at every scan, counts x s.
    [[nodiscard]] std::vector<double> areas(const Result& fitted) const {
        const Eigen::MatrixXd design = design_at(fitted.at);
        const std::size_t n = points_.time_s.size(), k = shapes_.size();
        std::vector<double> areas(k, 0.0);
        for (std::size_t i = 0; i < n; ++i) {
            const double before_s = points_.time_s[i > 0 ? i - 1 : i], after_s = points_.time_s[i + 1 < n ? i + 1 : i];
            const Eigen::VectorXd parts = design.row(Eigen::Index(i)).transpose().cwiseProduct(fitted.heights);
            if (!(parts.sum() > 0.0)) continue;
            for (std::size_t j = 0; j < k; ++j)
                areas[j] += 0.5 * (after_s - before_s) * points_.counts[i] * parts(Eigen::Index(j)) / parts.sum();
        }
        return areas;
    }

    /// Gauss-Newton, damped until the cost falls.
    [[nodiscard]] Result fit(Parameters start) const {
        constexpr int rounds = 15;
        Result best = at(start);
        double damping = 1e-2;
        for (int round = 0; round < rounds && damping < 1e4; ++round) {
            const Eigen::MatrixXd slopes = slopes_at(best);
            Eigen::MatrixXd normal = slopes.transpose() * slopes;
            normal.diagonal() *= 1.0 + damping;
            const Eigen::VectorXd change = normal.ldlt().solve(-slopes.transpose() * best.residuals);
            Parameters next = best.at;
            for (std::size_t i = 0; i < next.size(); ++i) next[i] += change(Eigen::Index(i));
            Result tried = is_sane(next) ? at(next) : Result{};
            if (!(tried.cost < best.cost)) {
                damping *= 10.0;
                continue;
            }
            const bool settled = best.cost - tried.cost < 1e-3 * best.cost;
            best = std::move(tried);
            damping *= 0.2;
            if (settled) break;
        }
        return best;
    }

    /// Standard errors of the heights with all else free, for residuals of sd 1.
    [[nodiscard]] Eigen::VectorXd height_errors(const Result& fitted) const {
        const Eigen::MatrixXd design = design_at(fitted.at);
        const auto n = design.rows(), k = design.cols(), free = Eigen::Index(fitted.at.size());
        Eigen::MatrixXd slopes = Eigen::MatrixXd::Zero(n + free, k + free);
        slopes.topLeftCorner(n, k) = -design;
        for (Eigen::Index j = 0; j < free; ++j) {
            const Parameters moved = moved_by_step(fitted.at, std::size_t(j));
            slopes.col(k + j).head(n) = (design - design_at(moved)) * fitted.heights / step_of(std::size_t(j));
            slopes(n + j, k + j) = 1.0 / sd_[std::size_t(j)];
        }
        const Eigen::MatrixXd normal = slopes.transpose() * slopes;
        const Eigen::MatrixXd inverse = normal.ldlt().solve(Eigen::MatrixXd::Identity(k + free, k + free));
        return inverse.diagonal().head(k).cwiseMax(0.0).cwiseSqrt();
    }

private:
    const Points& points_;
    std::vector<const PeakTemplate*> shapes_;
    std::vector<double> fwhm_s_;
    Parameters expected_, sd_;

    /// Unit heights of every ion at every point, in sd of the points.
    [[nodiscard]] Eigen::MatrixXd design_at(const Parameters& place) const {
        const std::size_t k = shapes_.size(), n = points_.time_s.size();
        const double front = std::exp(place[k] - 0.5 * place[k + 1]), tail = std::exp(place[k] + 0.5 * place[k + 1]);
        Eigen::MatrixXd design(n, k);
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t i = 0; i < n; ++i) {
                const double away_s = points_.time_s[i] - place[j];
                const double off = away_s / (fwhm_s_[j] * (away_s < 0.0 ? front : tail));
                design(Eigen::Index(i), Eigen::Index(j)) = shapes_[j]->at(off) * points_.weight[i];
            }
        return design;
    }

    /// Ions in order of time, no width beyond threefold.
    [[nodiscard]] bool is_sane(const Parameters& place) const {
        const std::size_t k = shapes_.size();
        return std::is_sorted(place.begin(), place.begin() + std::ptrdiff_t(k)) && std::abs(place[k]) < 1.0 &&
               std::abs(place[k + 1]) < 1.5;
    }

    /// Least squares of one or two heights, none below 0.
    [[nodiscard]] static Eigen::VectorXd heights_of(const Eigen::MatrixXd& design, const Eigen::VectorXd& counts) {
        const Eigen::MatrixXd normal = design.transpose() * design;
        const Eigen::VectorXd right = design.transpose() * counts;
        const auto alone = [&](Eigen::Index j) {
            return normal(j, j) > 0.0 ? std::max(0.0, right(j) / normal(j, j)) : 0.0;
        };
        if (design.cols() == 1) return Eigen::VectorXd::Constant(1, alone(0));
        Eigen::VectorXd heights(2);
        const double determinant = normal(0, 0) * normal(1, 1) - normal(0, 1) * normal(1, 0);
        if (determinant > 1e-9 * normal(0, 0) * normal(1, 1)) {
            heights << (right(0) * normal(1, 1) - right(1) * normal(0, 1)) / determinant,
                (right(1) * normal(0, 0) - right(0) * normal(1, 0)) / determinant;
            if (heights.minCoeff() >= 0.0) return heights;
        }
        const bool first = right(0) * alone(0) >= right(1) * alone(1);
        heights << (first ? alone(0) : 0.0), (first ? 0.0 : alone(1));
        return heights;
    }

    [[nodiscard]] double step_of(std::size_t parameter) const {
        return parameter < shapes_.size() ? 0.01 * fwhm_s_[parameter] : 0.005;
    }
    [[nodiscard]] Parameters moved_by_step(Parameters place, std::size_t parameter) const {
        place[parameter] += step_of(parameter);
        return place;
    }

    /// Of the residuals, the heights following.
    [[nodiscard]] Eigen::MatrixXd slopes_at(const Result& here) const {
        Eigen::MatrixXd slopes(here.residuals.size(), Eigen::Index(here.at.size()));
        for (std::size_t i = 0; i < here.at.size(); ++i)
            slopes.col(Eigen::Index(i)) = (at(moved_by_step(here.at, i)).residuals - here.residuals) / step_of(i);
        return slopes;
    }
};

/// The best that one ion can do: either of the two, anywhere in the peak, wider and more skew than usual if it must.
Mixture::Result best_of_one(const Points& points, const std::array<IsomerPrior, 2>& ions) {
    constexpr Freedom may_look_otherwise{0.3, 0.3};
    Mixture::Result best;
    for (const IsomerPrior& ion : ions) {
        IsomerPrior anywhere = ion;
        anywhere.time_sd_s = HUGE_VAL;
        const Mixture mixture(points, {&anywhere, 1}, may_look_otherwise);
        Mixture::Result fitted = mixture.fit({points.top_s, 0.0, 0.0});
        if (fitted.cost < best.cost) best = std::move(fitted);
    }
    return best;
}

Mixture::Result best_of_two(const Mixture& mixture, const Points& points, const std::array<IsomerPrior, 2>& ions) {
    const double apart_s = ions[1].time_s - ions[0].time_s;
    Mixture::Result best;
    for (const double first_s : {ions[0].time_s, points.top_s, points.top_s - apart_s}) {
        Mixture::Result fitted = mixture.fit({first_s, first_s + apart_s, 0.0, 0.0});
        if (fitted.cost < best.cost) best = std::move(fitted);
    }
    return best;
}

}  // namespace

std::optional<std::array<PartedPeak, 2>> part_isomers(const RunArchive& archive, const SharedPeak& shared,
                                                      const std::array<IsomerPrior, 2>& ions, double significance_sd,
                                                      double least_snr, const TraceParams& trace_params) {
    constexpr double least_share = 0.01;      // of the higher one: templates are not perfect
    constexpr double least_resolution = 0.3;  // nearer ones cannot be told by any shape
    const double margin_s = 0.3 * std::max(ions[0].fwhm_s, ions[1].fwhm_s);
    const Points points = points_of(signal_of(archive, shared, margin_s, trace_params), archive.noise);
    if (points.time_s.size() < fewest_points) return std::nullopt;

    // Is one enough? Where neither one nor two fit within the noise, shapes are not what they should be, and the noise
    // is taken to be what the better fit leaves.
    const double needed = significance_sd * significance_sd;
    const double free = double(points.time_s.size()) - 6.0;
    const Mixture::Result one = best_of_one(points, ions);
    if (one.cost < free + needed) return std::nullopt;
    const Mixture mixture(points, ions, {});
    const Mixture::Result two = best_of_two(mixture, points, ions);
    const double scale = std::max(1.0, two.chi2 / free);
    const double gain = (one.chi2 - two.chi2) / scale + (one.cost - one.chi2) - (two.cost - two.chi2);
    if (!(gain > needed)) return std::nullopt;

    // Is either a peak?
    const Eigen::VectorXd errors = mixture.height_errors(two) * std::sqrt(scale);
    const double resolution = (two.at[1] - two.at[0]) / (ions[0].fwhm_s + ions[1].fwhm_s) * 1.18;
    if (resolution < least_resolution || two.heights.minCoeff() < least_share * two.heights.maxCoeff())
        return std::nullopt;
    const std::vector<double> areas = mixture.areas(two);
    std::array<PartedPeak, 2> parted;
    for (std::size_t i = 0; i < 2; ++i) {
        const double height = two.heights(Eigen::Index(i)), error = errors(Eigen::Index(i));
        if (height < least_snr * points.noise_sd || height < least_snr * error || !(areas[i] > 0.0))
            return std::nullopt;
        PartedPeak& peak = parted[i];
        peak.apex_s = two.at[i];
        peak.height = height;
        peak.fwhm_s = ions[i].fwhm_s * std::exp(two.at[2]);
        peak.area = areas[i];
        peak.area_se = peak.area * error / height;
        peak.snr = height / points.noise_sd;
        peak.begin_s = std::max(shared.begin_s, peak.apex_s - 1.5 * peak.fwhm_s);
        peak.end_s = std::min(shared.end_s, peak.apex_s + 1.5 * peak.fwhm_s);
    }
    return parted;
}

}  // namespace gassan
