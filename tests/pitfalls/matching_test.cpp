/// \file
/// Pitfalls of grouping, matching and filling, each as a study of built runs that goes the whole road.

#include "core/base/random.hpp"
#include "core/match/fill_gap.hpp"
#include "core/pipeline.hpp"
#include "tests/support/built_run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace {

constexpr double fwhm_s = 8.0;
constexpr double gauss_area_share = 1.0644670;  // of height x width

/// Runs with what alignment needs, and more as a test adds it.
struct BuiltStudy {
    std::vector<StudyRun> runs;
    std::vector<RunArchive> archives;

    [[nodiscard]] FeatureTable processed(Polarity polarity = Polarity::positive, int threads = 1) const {
        return process_study(runs, polarity, {},
                             {.threads = threads, .archive = [&](std::size_t run) { return archives[run]; }});
    }
};

using AddIons = std::function<void(BuiltRun& built, RandomStream& dice)>;

std::string number_of(std::size_t run) {
    return (run < 9 ? "0" : "") + std::to_string(run + 1);
}

/// Fifteen compounds in other amounts a run, on a clock that runs up to 3 % fast or slow; add says what comes with
/// them.
BuiltStudy built_study(std::size_t runs, const AddIons& add, std::uint64_t seed = 1,
                       Polarity polarity = Polarity::positive) {
    BuiltStudy study;
    for (std::size_t run = 0; run < runs; ++run) {
        RandomStream dice(seed, 1, std::uint32_t(run));
        BuiltRun built = a_run().scans(620, 1.0).seed(seed * 1000 + run).with_background(8);
        for (int ion = 0; ion < 15; ++ion)
            built.with_ion(201.07 + 17.31 * ion, 60.0 + 34.0 * ion, draw_log_normal(dice, std::log(2e4), 0.5), fwhm_s);
        add(built, dice);
        Run raw = built.build();
        raw.polarity = polarity;
        const double rate = 1.0 + dice.uniform(-0.03, 0.03);
        for (double& time_s : raw.scan_time_s) time_s *= rate;
        RunResult result = process_run(raw, {}, {.archive = true, .for_study = true});
        study.runs.push_back({.sample_id = "run" + number_of(run),
                              .run_hash = "hash" + number_of(run),
                              .features = std::move(result.features),
                              .first_time_s = raw.scan_time_s.front(),
                              .last_time_s = raw.scan_time_s.back(),
                              .spacing_s = result.archive->spacing_s});
        study.archives.push_back(std::move(*result.archive));
    }
    return study;
}

/// Two Gaussians of one m/z: their counts add up to one centroid a scan.
void add_isomers(BuiltRun& built, double mz, double early_s, double early, double late_s, double late) {
    const auto gauss = [](double off_s) { return std::exp2(-std::pow(off_s / (0.5 * fwhm_s), 2)); };
    built.with_profile(mz,
                       [=](double time_s) { return early * gauss(time_s - early_s) + late * gauss(time_s - late_s); });
}

std::vector<std::size_t> rows_at(const FeatureTable& table, double mz) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.features.size(); ++row)
        if (std::abs(table.features[row].mz / mz - 1.0) < 10e-6) rows.push_back(row);
    return rows;
}

bool has_number(const Cell& cell) {
    return cell.kind == CellKind::measured || cell.kind == CellKind::filled;
}

}  // namespace

TEST_CASE("Pitfall 20: isotopes and fragments of what is there are not told as what is not") {
    // Asn and Gln without Asp and Glu: their 13C lie 145 and 131 ppm beside; Gln loses NH3, as Glu loses H2O.
    const BuiltStudy study = built_study(8, [](BuiltRun& built, RandomStream& dice) {
        const double asn = draw_log_normal(dice, std::log(2e5), 0.5), gln = draw_log_normal(dice, std::log(4e5), 0.5);
        built.with_ion(133.06077, 300.0, asn, fwhm_s).with_ion(134.06402, 300.0, 0.05 * asn, fwhm_s);
        built.with_ion(147.07642, 280.0, gln, fwhm_s).with_ion(148.07957, 280.0, 0.06 * gln, fwhm_s);
        built.with_ion(130.04987, 280.0, 0.1 * gln, fwhm_s);
    });
    const FeatureTable table = study.processed();
    CHECK(rows_at(table, 134.04478).empty());  // Asp
    CHECK(rows_at(table, 148.06043).empty());  // Glu
    CHECK(rows_at(table, 134.06402).empty());  // 13C of Asn: no compound
    CHECK(rows_at(table, 148.07957).empty());
    const auto gln = rows_at(table, 147.07642), fragment = rows_at(table, 130.04987);
    REQUIRE(gln.size() == 1);
    REQUIRE(fragment.size() == 1);
    CHECK(table.features[fragment[0]].ion == "[M+H-NH3]+ of " + table.features[gln[0]].feature_id);
    CHECK(table.features[gln[0]].ion == "[M+H]+");
}

TEST_CASE("Pitfall 20: the fragment of malate is not fumarate, and fumarate at its own time is") {
    const bool with_fumarate = GENERATE(false, true);
    const BuiltStudy study = built_study(
        8,
        [&](BuiltRun& built, RandomStream& dice) {
            const double malate = draw_log_normal(dice, std::log(2e5), 0.5);
            built.with_ion(133.01425, 350.0, malate, fwhm_s).with_ion(115.00368, 350.0, 0.2 * malate, fwhm_s);
            if (with_fumarate) built.with_ion(115.00368, 310.0, draw_log_normal(dice, std::log(5e4), 0.5), fwhm_s);
        },
        2, Polarity::negative);
    const FeatureTable table = study.processed(Polarity::negative);
    const auto malate = rows_at(table, 133.01425), rows = rows_at(table, 115.00368);
    REQUIRE(malate.size() == 1);
    REQUIRE(rows.size() == (with_fumarate ? 2 : 1));
    int compounds = 0;
    for (const std::size_t row : rows) {
        const bool fragment = table.features[row].ion == "[M-H-H2O]- of " + table.features[malate[0]].feature_id;
        const bool beside = std::abs(table.features[row].mt_s - table.features[malate[0]].mt_s) < 5.0;
        CHECK(fragment == beside);
        compounds += !fragment;
    }
    CHECK(compounds == with_fumarate);
}

TEST_CASE("Pitfall 21: two compounds that come together are one only if their amounts go together") {
    // At the distance of Na and H, at one time, with one profile: the amounts decide.
    const bool one_compound = GENERATE(false, true);
    const BuiltStudy study = built_study(
        12,
        [&](BuiltRun& built, RandomStream& dice) {
            const double first = draw_log_normal(dice, std::log(1e5), 0.6);
            const double other = draw_log_normal(dice, std::log(1e4), 0.6);
            built.with_ion(147.11280, 250.0, first, fwhm_s);
            built.with_ion(169.09475, 250.0, one_compound ? 0.1 * first : other, fwhm_s);
        },
        3);
    const FeatureTable table = study.processed();
    const auto parent = rows_at(table, 147.11280), child = rows_at(table, 169.09475);
    REQUIRE(parent.size() == 1);
    REQUIRE(child.size() == 1);
    CHECK(table.features[child[0]].ion ==
          (one_compound ? "[M+Na]+ of " + table.features[parent[0]].feature_id : std::string()));
}

TEST_CASE("Pitfall 22: isomers are two in all runs or one in all, whatever their ratio") {
    const double resolution = GENERATE(0.8, 1.0, 1.2);
    constexpr std::size_t runs = 25;
    const double apart_s = resolution * 2.0 * fwhm_s / 1.18;
    const BuiltStudy study = built_study(
        runs,
        [&](BuiltRun& built, RandomStream& dice) {
            const double ratio = draw_log_uniform(dice, 0.2, 5.0);
            add_isomers(built, 132.10191, 300.0, 1e5 * ratio / (1.0 + ratio), 300.0 + apart_s, 1e5 / (1.0 + ratio));
        },
        4);
    const FeatureTable table = study.processed();
    const auto rows = rows_at(table, 132.10191);
    REQUIRE(!rows.empty());
    std::size_t split = 0;
    double sum = 0.0, sum2 = 0.0;
    for (std::size_t run = 0; run < runs; ++run) {
        std::size_t peaks = 0;
        double area = 0.0;
        for (const std::size_t row : rows) {
            peaks += table.cell(row, run).kind == CellKind::measured;
            if (has_number(table.cell(row, run))) area += table.cell(row, run).area;
        }
        split += peaks >= 2;
        sum += area;
        sum2 += area * area;
    }
    CAPTURE(resolution, rows.size(), split);
    CHECK((split <= runs / 50 || split >= runs - runs / 50));
    const double mean = sum / runs;
    CHECK(mean == Approx(1e5 * fwhm_s * gauss_area_share).epsilon(0.05));
    CHECK(std::sqrt(std::max(0.0, sum2 / runs - mean * mean)) < 0.05 * mean);
}

TEST_CASE("Pitfall 23: decoys at other m/z and other times are not filled") {
    const BuiltStudy study = built_study(
        4, [](BuiltRun& built, RandomStream&) { built.with_singletons(400.0).with_background(40); }, 5);
    std::size_t decoys = 0, filled = 0;
    for (std::size_t run = 0; run < study.runs.size(); ++run)
        for (const Feature& feature : study.runs[run].features) {
            const auto ask = [&](double mz, double time_s) {
                ExpectedPeak expected{.mz = mz,
                                      .time_s = time_s,
                                      .time_sd_s = 0.8,
                                      .front_s = 1.3 * fwhm_s,
                                      .tail_s = 1.3 * fwhm_s,
                                      .fwhm_s = fwhm_s};
                for (const Feature& other : study.runs[run].features)
                    if (std::abs(other.mz / mz - 1.0) < 10e-6) expected.taken.push_back({other.begin_s, other.end_s});
                ++decoys;
                filled += fill_gap(study.archives[run], expected, {}, {}, {}).kind == CellKind::filled;
            };
            for (int k = -5; k <= 5; ++k)
                if (k != 0) ask(feature.mz * (1.0 + 20e-6 * k), feature.mt_s);
            for (const double widths : {-6.0, -4.0, -3.0, 3.0, 4.0, 6.0})
                ask(feature.mz, feature.mt_s + widths * fwhm_s);
        }
    REQUIRE(decoys > 800);
    CAPTURE(decoys, filled);
    CHECK(double(filled) <= 0.01 * double(decoys));
}

TEST_CASE("Pitfall 24: a compound that is absent beside its isomer is below the limit, and the isomer keeps its area") {
    const double side = GENERATE(-1.0, 1.0);
    constexpr std::size_t runs = 12;
    std::vector<bool> there(runs);
    std::size_t next = 0;
    const BuiltStudy study = built_study(
        runs,
        [&](BuiltRun& built, RandomStream& dice) {
            there[next] = next % 3 != 0;
            const double height = draw_log_normal(dice, std::log(5e4), 0.3);
            add_isomers(built, 132.10191, 300.0, height, 300.0 + side * 1.5 * fwhm_s, there[next] ? 0.5 * height : 0.0);
            ++next;
        },
        6);
    const FeatureTable table = study.processed();
    const auto rows = rows_at(table, 132.10191);
    REQUIRE(rows.size() == 2);
    const bool first_is_early = table.features[rows[0]].mt_s < table.features[rows[1]].mt_s;
    const std::size_t absent = rows[(side > 0.0) == first_is_early ? 1 : 0];
    for (std::size_t run = 0; run < runs; ++run) {
        CAPTURE(side, run);
        const Cell& cell = table.cell(absent, run);
        CHECK((there[run] ? cell.kind == CellKind::measured : cell.kind == CellKind::below_limit));
        if (!there[run]) CHECK(cell.limit > 0.0);
    }
}

TEST_CASE("Pitfall 32: neither threads nor the order of runs change a byte of a study") {
    const BuiltStudy study = built_study(
        6,
        [](BuiltRun& built, RandomStream& dice) {
            built.with_singletons(100.0);
            const double ratio = draw_log_uniform(dice, 0.05, 5.0);
            add_isomers(built, 132.10191, 300.0, 1e5 * ratio, 310.0, 1e5);
            if (dice.uniform() < 0.5) built.with_ion(175.11895, 220.0, 3e4, fwhm_s);
        },
        7);
    const FeatureTable one = study.processed();
    BuiltStudy shuffled = study;
    std::reverse(shuffled.runs.begin(), shuffled.runs.end());
    std::reverse(shuffled.archives.begin(), shuffled.archives.end());
    std::swap(shuffled.runs[1], shuffled.runs[4]);
    std::swap(shuffled.archives[1], shuffled.archives[4]);
    const FeatureTable many = shuffled.processed(Polarity::positive, 16);
    REQUIRE(one.features.size() == many.features.size());
    const auto same = [](double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); };
    for (std::size_t run = 0; run < one.runs.size(); ++run) {
        const auto column = std::find_if(many.runs.begin(), many.runs.end(), [&](const TableRun& other) {
            return other.sample_id == one.runs[run].sample_id;
        });
        REQUIRE(column != many.runs.end());
        for (std::size_t row = 0; row < one.features.size(); ++row) {
            const Cell &a = one.cell(row, run), &b = many.cell(row, std::size_t(column - many.runs.begin()));
            CHECK((a.kind == b.kind && a.flags == b.flags && same(a.mz, b.mz) && same(a.mt_s, b.mt_s) &&
                   same(a.area, b.area) && same(a.area_se, b.area_se) && same(a.limit, b.limit)));
        }
    }
    for (std::size_t row = 0; row < one.features.size(); ++row) {
        CHECK(one.features[row].ion == many.features[row].ion);
        CHECK(same(one.features[row].mz, many.features[row].mz));
        CHECK(same(one.features[row].place, many.features[row].place));
    }
}
