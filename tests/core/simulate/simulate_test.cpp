#include "core/simulate/simulate.hpp"

#include "core/base/error.hpp"
#include "core/chem/formula.hpp"
#include "quiet.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace gassan;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

const TrueIon& ion_of(const SimulatedRun& run, const std::string& compound, const std::string& kind, int isotope) {
    const auto found = std::find_if(run.truth.begin(), run.truth.end(), [&](const TrueIon& ion) {
        return ion.compound_id == compound && ion.kind == kind && ion.isotope == isotope;
    });
    REQUIRE(found != run.truth.end());
    return *found;
}

bool same(const Run& a, const Run& b) {
    return a.scan_time_s == b.scan_time_s && a.scan_begin == b.scan_begin && a.mz == b.mz && a.intensity == b.intensity;
}

}  // namespace

// ---- truth and run say the same -------------------------------------------------------------------------------

TEST_CASE("simulate: what is recorded without noise sums to the truth, ion by ion", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    const auto params = quiet_params();
    const double rate_hz = draw_study(params, preset.compounds, 11).rate_hz;
    const auto run = simulate_run(params, preset.compounds, 11, 0);
    // Isomers share an m/z: their areas are added up before they are compared.
    std::map<double, double> truth;
    for (const auto& ion : run.truth) truth[ion.mz] += ion.area;
    REQUIRE(truth.size() > 200);
    double worst = 0.0;
    for (const auto& [mz, area] : truth)
        worst = std::max(worst, std::fabs(recorded_area(run.run, mz, 1e-9 * mz, 0, 1e9, rate_hz) / area - 1.0));
    CHECK(worst < 1e-5);  // intensities are floats
}

TEST_CASE("simulate: under a ceiling the centroids sum to area, and the ion had area_emitted", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    auto params = quiet_params();
    params.mass.saturation = 3e6;
    params.mass.saturation_shift_ppm = 0.0;
    const double rate_hz = draw_study(params, preset.compounds, 11).rate_hz;
    const auto run = simulate_run(params, preset.compounds, 11, 0);
    params.mass.saturation = 1e12;
    const auto open = simulate_run(params, preset.compounds, 11, 0);
    std::size_t bent = 0;
    for (const auto* compound : {"lysine", "histidine", "glutamine", "arginine", "taurine"}) {
        const auto& ion = ion_of(run, compound, "M0", 0);
        const auto seen = [&](const SimulatedRun& of) {
            return recorded_area(of.run, ion.mz, 1e-9 * ion.mz, 0, 1e9, rate_hz);
        };
        CAPTURE(compound, ion.area, ion.area_emitted);
        // A scan averages the flow before the ceiling bends it, the truth bends the flow: the same for scans much
        // shorter than the peak.
        CHECK_THAT(seen(run), WithinRel(ion.area, 0.01));
        CHECK_THAT(seen(open), WithinRel(ion.area_emitted, 1e-5));
        CHECK(ion.area < ion.area_emitted);
        CHECK(ion.height < ion.height_emitted);
        bent += ion.area < 0.95 * ion.area_emitted;
    }
    CHECK(bent > 0);
}

TEST_CASE("simulate: with ions counted, areas scatter about the truth as counting does", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    auto params = quiet_params();
    params.noise.ion_statistics = true;
    const auto study = draw_study(params, preset.compounds, 12);
    const auto run = simulate_run(params, study, preset.compounds, 12, 0);
    // Ions whose mass peaks could touch are summed up: every cluster stands 0.12 Th from the next.
    std::map<double, double> area_at;
    for (const auto& ion : run.truth) area_at[ion.mz] += ion.area;
    double squares = 0.0, count = 0.0;
    for (auto first = area_at.begin(); first != area_at.end();) {
        auto last = first;
        double expected = 0.0, high = first->first;
        for (; last != area_at.end() && last->first < high + 0.12; ++last) {
            expected += last->second;
            high = last->first;
        }
        const double middle = 0.5 * (first->first + high), reach = 0.5 * (high - first->first) + 0.06;
        first = last;
        if (expected < 1e4) continue;  // the normal limit needs some hundred ions
        const double seen = recorded_area(run.run, middle, reach, 0, 1e9, study.rate_hz);
        const double sd = std::sqrt(study.gain * expected / study.rate_hz);
        CAPTURE(middle, seen, expected, sd);
        CHECK(std::fabs(seen - expected) < 4.5 * sd);
        squares += std::pow((seen - expected) / sd, 2);
        ++count;
    }
    CHECK(count > 60);
    CHECK(squares / count < 1.6);
    CHECK(squares / count > 0.3);  // no scatter at all would also pass the limit above
}

TEST_CASE("simulate: the strongest scan lies at the apex of the truth", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    const auto params = quiet_params();
    const double rate_hz = draw_study(params, preset.compounds, 13).rate_hz;
    const auto run = simulate_run(params, preset.compounds, 13, 2);
    for (const auto* compound : {"lysine", "glutamine", "taurine", "urea"}) {
        const auto& ion = ion_of(run, compound, "M0", 0);
        double best = 0.0, best_s = 0.0;
        for (std::size_t scan = 0; scan < run.run.scans(); ++scan)
            for (std::size_t i = 0; i < run.run.scan_mz(scan).size(); ++i)
                if (std::fabs(run.run.scan_mz(scan)[i] - ion.mz) < 1e-6 &&
                    double(run.run.scan_intensity(scan)[i]) > best) {
                    best = double(run.run.scan_intensity(scan)[i]);
                    best_s = run.run.scan_time_s[scan];
                }
        CAPTURE(compound);
        // A scan gathers from its time on: the apex lies inside it or just beside.
        CHECK(ion.mt_s > best_s - 0.5 / rate_hz);
        CHECK(ion.mt_s < best_s + 1.5 / rate_hz);
        CHECK(best <= ion.height * 1.0001);
        CHECK(best > ion.height * 0.8);
    }
}

TEST_CASE("simulate: times follow the mobilities, and distortion pulls apexes forward", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    auto params = quiet_params();
    params.separation.eof_capillary_sd = params.separation.eof_run_sd = params.separation.eof_walk_sd =
        params.separation.eof_drift_sd = params.separation.field_sd = 0.0;
    params.separation.trigger_sd_s = params.separation.matrix_shift = 0.0;
    const auto run = simulate_run(params, preset.compounds, 14, 0);
    for (const auto& ion : run.truth) {
        CAPTURE(ion.compound_id);
        CHECK_THAT(ion.a1_s, WithinAbs(9.0 + 21333.3333 / (16.0 + ion.mobility_tu), 1e-3));
        if (ion.distortion > 5.0) CHECK(ion.mt_s < ion.a1_s - 0.4 * ion.fwhm_s);
    }
    CHECK(ion_of(run, "glutamine", "M0", 0).distortion > 5.0);
    CHECK(ion_of(run, "urea", "M0", 0).distortion == 0.0);  // 5 mM, but neutral
}

TEST_CASE("simulate: isotope ions have the shares of their formula", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    auto params = quiet_params();
    params.mass.merge_fwhm = 0.7;
    const auto run = simulate_run(params, preset.compounds, 15, 0);
    const auto ratio = [&](const char* compound, const char* kind, int isotope) {
        return ion_of(run, compound, kind, isotope).area / ion_of(run, compound, "M0", 0).area;
    };
    // First order by hand: n(C) 0.0107/0.9893 + n(N) 0.00364/0.99636 + n(H) 0.000115 + n(O) 0.00038.
    const double lysine = 6 * 0.0108157 + 2 * 0.0036533 + 15 * 0.000115013 + 2 * 0.00038093;
    CHECK_THAT(ratio("lysine", "M1", 1), WithinRel(lysine, 1e-3));
    // 34S makes the second line of methionine: 0.0425/0.9499 of M0 and the carbon pairs.
    CHECK(ratio("methionine", "M2", 2) > 0.0447);
    CHECK(ratio("methionine", "M2", 2) < 0.0447 + 0.5 * 0.06 * 0.06 + 2 * 0.00206 + 0.001);
}

TEST_CASE("simulate: the truth counts adducts and fragments by their own compositions", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    const auto run = simulate_run(quiet_params(), preset.compounds, 16, 0);
    CHECK_THAT(ion_of(run, "lysine", "adduct", 0).mz, WithinAbs(146.105528 + 22.989221, 2e-6));
    CHECK_THAT(ion_of(run, "lysine", "fragment", 0).mz, WithinAbs(147.112804 - 46.005479, 2e-6));
    CHECK_THAT(ion_of(run, "choline", "M0", 0).mz, WithinAbs(104.10699, 1e-5));
    for (const auto& ion : run.truth) CHECK_FALSE((ion.compound_id == "choline" && ion.kind == "adduct"));
}

// ---- same seed, same bytes --------------------------------------------------------------------------------------

TEST_CASE("simulate: a run depends on its seed and number alone", "[simulate][property]") {
    const auto preset = simulate_preset("tiny");
    auto params = preset.params;
    params.separation.run_length_low_s = params.separation.run_length_high_s = 300.0;
    const auto study = draw_study(params, preset.compounds, 5);
    const auto second = simulate_run(params, study, preset.compounds, 5, 1);
    const auto first = simulate_run(params, study, preset.compounds, 5, 0);
    CHECK(same(simulate_run(params, preset.compounds, 5, 0).run, first.run));
    CHECK(same(simulate_run(params, preset.compounds, 5, 1).run, second.run));
    CHECK_FALSE(same(first.run, second.run));
    CHECK_FALSE(same(simulate_run(params, preset.compounds, 6, 0).run, first.run));
    REQUIRE(first.truth.size() == simulate_run(params, preset.compounds, 5, 0).truth.size());
}

// ---- the printed physics ----------------------------------------------------------------------------------------

TEST_CASE("simulate: runs scatter about the study as printed", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    constexpr int n = 1500;
    SimulateParams params;
    params.design.runs = n;
    params.design.injection_failure_probability = 0.0;
    params.separation.eof_walk_sd = 0.0;
    params.separation.eof_capillary_sd = 0.0;
    const auto study = draw_study(params, preset.compounds, 21);
    std::map<std::string, std::pair<double, double>> sums;
    const auto note = [&](const std::string& what, double value) {
        sums[what].first += value;
        sums[what].second += value * value;
    };
    int failures = 0;
    for (std::uint32_t r = 0; r < n; ++r) {
        const auto run = draw_run(params, study, preset.compounds, 21, r);
        note("eof", run.separation.eof_tu / 16.0);
        note("drift", run.separation.eof_drift_tu_per_s * 1000.0 / 16.0);
        note("field", run.separation.field_factor);
        note("trigger", run.trigger_offset_s);
        note("injection", std::log(run.injection));
        note("sigma", run.external_sigma_mm);
        failures += run.separation.failure_end_s > 0.0;
    }
    const auto sd = [&](const std::string& what) {
        const auto [sum, squares] = sums[what];
        return std::sqrt(squares / n - sum / n * sum / n);
    };
    const double five_sigma = 5.0 / std::sqrt(2.0 * n);
    CHECK_THAT(sd("eof"), WithinRel(0.015, five_sigma));
    CHECK_THAT(sd("drift"), WithinRel(0.02, five_sigma));
    CHECK_THAT(sd("field"), WithinRel(0.02, five_sigma));
    CHECK_THAT(sd("trigger"), WithinRel(0.5, five_sigma));
    CHECK_THAT(sd("injection"), WithinRel(0.04, five_sigma));
    CHECK_THAT(sd("sigma"), WithinRel(0.2, five_sigma));
    CHECK(failures > 0);  // 7.5 expected; P(0) = 6e-4, P(> 25) = 1e-7
    CHECK(failures < 25);
}

TEST_CASE("simulate: a constant ion counts with the variance of ions and electronics", "[simulate]") {
    auto params = quiet_params();
    params.noise.ion_statistics = true;
    params.noise.electronic_sd = 10.0;
    params.background.ions_low = params.background.ions_high = 1.0;
    params.background.median = 2000.0;
    params.background.log_sd = 0.0;
    params.background.drift_sd = 0.0;
    params.background.front_step_high = 1.0;
    const auto study = draw_study(params, {}, 31);
    const auto run = simulate_run(params, study, {}, 31, 0).run;
    REQUIRE(run.mz.size() == run.scans());
    double sum = 0.0, squares = 0.0;
    for (const float y : run.intensity) {
        sum += double(y);
        squares += double(y) * double(y);
    }
    const double n = double(run.scans()), mean = sum / n, variance = squares / n - mean * mean;
    CHECK_THAT(mean, WithinAbs(2000.0, 5.0 * std::sqrt(study.gain * 2000.0 / n)));
    CHECK_THAT(variance, WithinRel(study.gain * 2000.0 + 100.0, 5.0 * std::sqrt(2.0 / n)));
}

TEST_CASE("simulate: run length, rate, gaps and jitter are as printed", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    const auto study = draw_study(preset.params, preset.compounds, 41);
    CHECK((study.rate_hz >= 1.0 && study.rate_hz <= 1.5));
    CHECK((study.run_length_s >= 1800.0 && study.run_length_s <= 2400.0));
    const auto times = simulate_run(preset.params, study, {}, 41, 0).run.scan_time_s;
    double squares = 0.0;
    int gaps = 0, steps = 0;
    for (std::size_t i = 1; i < times.size(); ++i) {
        const double step = (times[i] - times[i - 1]) * study.rate_hz;
        if (step > 1.5) {
            ++gaps;
            continue;
        }
        squares += std::pow(step - 1.0, 2);
        ++steps;
    }
    CHECK(gaps < 15);  // about 2 or 3 expected
    // Two independent jitters make a step.
    CHECK_THAT(std::sqrt(squares / steps) / study.rate_hz, WithinRel(0.005 * std::sqrt(2.0), 0.1));
}

TEST_CASE("simulate: centroids a scan lie where real runs have them", "[simulate]") {
    const auto preset = simulate_preset("tiny");
    const auto run = simulate_run(preset.params, preset.compounds, 42, 0).run;
    const double per_scan = double(run.mz.size()) / double(run.scans());
    CHECK(per_scan > 200);
    CHECK(per_scan < 3000);
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        CHECK(std::is_sorted(run.scan_mz(scan).begin(), run.scan_mz(scan).end()));
}

// ---- compounds, presets, refusals -------------------------------------------------------------------------------

TEST_CASE("simulate: the tiny preset has thirty sourced compounds with readable formulas", "[simulate]") {
    const auto compounds = tiny_compounds();
    REQUIRE(compounds.size() == 30);
    for (const auto& compound : compounds) {
        CAPTURE(compound.name);
        CHECK(hill_text(parse_formula(compound.formula)) == compound.formula);
        CHECK(compound.concentration_um > 0.0);
        for (const auto& loss : compound.losses)
            for (const auto& term : add(parse_formula(compound.formula), parse_formula(loss), -1))
                CHECK(term.count > 0);
    }
}

TEST_CASE("simulate: mobilities follow from limiting mobilities and pKa at pH 1.875", "[simulate]") {
    struct Row {
        const char* id;
        double pka, doubly_tu, singly_tu;
    };
    // +2 <-> +1 for the basic amino acids, +1 <-> 0 (mobility 0) for the others.
    const auto row = GENERATE(Row{"lysine", 1.79, 55.1, 28.6}, Row{"ornithine", 1.705, 56.8, 28.4},
                              Row{"histidine", 2.01, 47.5, 26.8}, Row{"glycine", 2.32, 39.5, 0},
                              Row{"tryptophan", 2.31, 25.6, 0}, Row{"4-hydroxyproline", 1.78, 32.7, 0},
                              Row{"ethanolamine", 9.498, 44.3, 0}, Row{"leucine", 2.26, 29.2, 0});
    const double share = 1.0 / (1.0 + std::pow(10.0, 1.875 - row.pka));
    for (const auto& compound : tiny_compounds())
        if (compound.compound_id == row.id)
            CHECK_THAT(compound.mobility_tu, WithinAbs(share * row.doubly_tu + (1 - share) * row.singly_tu, 0.06));
}

TEST_CASE("simulate: unknown presets and parameters out of their domain are refused", "[simulate][error]") {
    CHECK_THROWS_WITH(simulate_preset("huge"), Contains("no preset 'huge'"));
    SimulateParams params;
    params.separation.rate_low_hz = 2.0;
    CHECK_THROWS_WITH(check(params), Contains("[separation] rate_low_hz = 2: must not exceed rate_high_hz = 1.5"));
    params = {};
    params.separation.voltage_kv = -101.0;
    CHECK_THROWS_WITH(check(params), Contains("[separation] voltage_kv = -101: must be a number from -100 to 100 kV"));
    params.separation.voltage_kv = 0.0;
    CHECK_THROWS_WITH(check(params), Contains("[separation] voltage_kv = 0: nothing moves without a voltage"));
    CHECK_NOTHROW(check(SimulateParams{}));
}
