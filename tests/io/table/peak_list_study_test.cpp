/// \file
/// A study of peak lists beside the study of the runs that they were made of.

#include "core/pipeline.hpp"
#include "core/simulate/simulate.hpp"
#include "io/table/number_cell.hpp"
#include "io/table/read_features.hpp"
#include "io/table/write_features.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

TEST_CASE(
    "peak list: of simulated runs, one of them with its spectra, they give the features and measured cells of the "
    "runs",
    "[peak_list]") {
    constexpr std::uint32_t count = 5;
    constexpr std::size_t with_spectra = 2;
    const SimulatePreset preset = simulate_preset("demo");
    const StudyConditions conditions = draw_study(preset.params, preset.compounds, 77);
    const TempFolder here;
    std::vector<StudyRun> runs, lists;
    std::vector<RunArchive> archives;
    for (std::uint32_t number = 1; number <= count; ++number) {  // run 0 is a blank
        const SimulatedRun simulated = simulate_run(preset.params, conditions, preset.compounds, 77, number);
        RunResult result = process_run(simulated.run, {}, {.archive = true, .for_study = true});
        put_text(here / "peaks.tsv", features_tsv(result.features));
        StudyRun run;
        run.sample_id = run.run_hash = std::to_string(number);
        run.features = std::move(result.features);
        run.spacing_s = result.archive->spacing_s;
        archives.push_back(std::move(*result.archive));
        runs.push_back(run);
        if (lists.size() != with_spectra) {
            run.features = read_features(here / "peaks.tsv").features;
            run.spacing_s = 1.0;
            run.has_archive = false;
        }
        lists.push_back(run);
    }
    StudyRequest request;
    request.archive = [&](std::size_t run) { return archives[run]; };
    const FeatureTable whole = process_study(runs, Polarity::positive, {}, request);
    request.archive = [&](std::size_t run) {
        REQUIRE(run == with_spectra);
        return archives[run];
    };
    const FeatureTable table = process_study(lists, Polarity::positive, {}, request);

    REQUIRE(whole.features.size() > 150);
    REQUIRE(table.features.size() == whole.features.size());
    // A list cannot be looked at again: what the study parts in spectra it leaves as one peak in lists, and of ions of
    // nearly one m/z the first may then be the other.
    std::size_t measured = 0, same = 0, filled = 0, gaps = 0, others = 0, parted = 0;
    for (std::size_t f = 0; f < whole.features.size(); ++f) {
        others += std::abs(table.features[f].mz / whole.features[f].mz - 1.0) > 1e-7 ||
                  std::abs(table.features[f].mt_s / whole.features[f].mt_s - 1.0) > 1e-3;
        for (std::size_t run = 0; run < count; ++run) {
            const Cell &is = table.cell(f, run), &was = whole.cell(f, run);
            if (was.kind == CellKind::measured) {
                ++measured;
                same += is.kind == CellKind::measured && significant(is.area) == significant(was.area) &&
                        decimals(is.mz, 6) == decimals(was.mz, 6) && decimals(is.mt_s, 3) == decimals(was.mt_s, 3);
            } else if (run == with_spectra) {
                filled += is.kind == was.kind;
                CHECK(is.kind == was.kind);
            } else {
                ++gaps;
                parted += is.kind != CellKind::not_measured;
            }
        }
    }
    CAPTURE(measured, same, filled, gaps, others, parted);
    CHECK(others <= 4);
    CHECK(parted <= 4);
    CHECK(double(same) >= 0.97 * double(measured));
    CHECK(filled > 10);
    CHECK(gaps > 50);
}
