#include "core/pipeline.hpp"

#include "core/base/parallel.hpp"
#include "core/peak/ion_peaks.hpp"
#include "core/peak/width_law.hpp"
#include "core/signal/mass_drift.hpp"
#include "core/signal/scan_health.hpp"
#include "core/trace/mass_traces.hpp"
#include "core/trace/trace_signal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <chrono>

namespace gassan {

void check(const Params& params) {
    Params::stages(params, [](std::string_view name, const auto& stage, std::string_view) { validate(name, stage); });
}

namespace {
double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
}

RunResult process_run(const Run& run, const Params& params, int threads) {
    check(params);
    RunResult result;
    double t0 = now();
    const auto lap = [&](const char* what) { double t = now(); std::fprintf(stderr, "%-12s %.1f ms\n", what, (t - t0)*1e3); t0 = t; };
    result.total_ion.time_s = run.scan_time_s;
    const CentroidSupport support = centroid_support(run);
    lap("support");
    std::fprintf(stderr, "scatter floor %.2f, c:", support.scatter.floor_ppm); for (double c : support.scatter.counts_ppm2) std::fprintf(stderr, " %.3g", c); std::fprintf(stderr, "\n");
    const auto drift = mass_drift_ppm(run, support);
    lap("drift");
    std::fprintf(stderr, "drift %.2f .. %.2f\n", *std::min_element(drift.begin(), drift.end()), *std::max_element(drift.begin(), drift.end()));
    const MassTraces traces = mass_traces(run, support, drift, params.trace);
    lap("traces");
    std::size_t lasting = 0; std::vector<double> witness(run.scans(), 0.0);
    for (std::size_t i = 0; i < traces.size(); ++i) if (double(traces.begin[i+1]-traces.begin[i]) > 0.6*double(run.scans())) { ++lasting; for (auto k = traces.begin[i]; k < traces.begin[i+1]; ++k) witness[traces.scan[k]] += traces.intensity[k]; }
    RunClock clock{run.scan_time_s, find_dropouts(lasting >= 3 ? witness : total_ion_counts(run), params.signal)};
    lap("health");
    std::fprintf(stderr, "traces %zu lasting %zu dropouts %d points %zu of %zu\n", traces.size(), lasting, (int)std::count(clock.dropout.begin(), clock.dropout.end(), 1), traces.scan.size(), run.mz.size());
    const IntensityNoise noise = intensity_noise(traces);
    std::fprintf(stderr, "noise gain %.1f rel %.3f thr %.1f\n", noise.gain, noise.relative, noise.threshold);
    lap("noise");
    RunContext context{run, clock, traces, support.scatter, drift, noise, {}};
    const auto samples = width_samples(context);
    context.width_law = learn_width_law(samples);
    auto& law = context.width_law;
    std::fprintf(stderr, "width %.2f at %.0f ^ %.2f from %d of %zu\n", law.fwhm_ref_s, law.time_ref_s, law.power, law.learnt_from, samples.size());
    lap("width");
    std::vector<std::vector<IonPeak>> found(traces.size());
    parallel_for(traces.size(), threads, [&](std::size_t i) { found[i] = peaks_of_trace(context, i, params.peak); });
    lap("peaks");
    std::vector<IonPeak> all; for (auto& v : found) for (auto& f : v) all.push_back(f);
    std::vector<std::vector<IonPeak>> settled(all.size());
    parallel_for(all.size(), threads, [&](std::size_t i) { settled[i] = settle_peak(context, all[i], params.trace, params.peak); });
    all.clear(); for (auto& v : settled) for (auto& f : v) all.push_back(f);
    all = without_doubles(all, support.scatter, params.trace);
    lap("settle");
    for (auto& ion : all) {
        const Peak& p = ion.peak;
        Feature f; f.mz = ion.mz; f.mt_s = p.apex_s; f.area = p.area; f.area_se = p.area_se; f.height = p.height; f.snr = p.snr_of_height(); f.fwhm_s = p.fwhm_s; f.asymmetry = p.asymmetry; f.begin_s = p.begin_s; f.end_s = p.end_s; f.flags = p.flags;
        f.quality = p.significance; f.mobility_tu = p.level; f.charge = int(100*p.presence);
        if (p.presence > 0.7 && p.height < params.peak.min_background_ratio * p.level) continue;
        result.features.push_back(f);
    }
    return result;
}

}  // namespace gassan
