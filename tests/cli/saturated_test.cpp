/// \file
/// A compound that fills the detector, from the run to its concentration.

#include "core/chem/ion.hpp"
#include "tests/support/built_run.hpp"
#include "tests/support/program.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;

namespace fs = std::filesystem;

namespace {

constexpr float ceiling = 2e6f;
constexpr double counts_per_um = 2e4, fwhm_s = 8.0, apex_s = 420.0;

/// M+1 and M+2 of lysine over M+0, from the abundances of 13C, 15N, 2H, 17O and 18O (IUPAC 2013): lysine is
/// C6H14N2O2, its ion C6H15N2O2+.
constexpr double c13 = 0.0107 / 0.9893, n15 = 0.00364 / 0.99636, h2 = 0.000115 / 0.999885, o17 = 0.00038 / 0.99757,
                 o18 = 0.00205 / 0.99757;
constexpr double first_share = 6 * c13 + 2 * n15 + 15 * h2 + 2 * o17;
constexpr double second_share = 15 * c13 * c13 + 2 * o18 + 6 * c13 * (2 * n15 + 15 * h2 + 2 * o17);

/// Lysine of so much in a vial, with the ions that every run has; what is above the ceiling does not count.
void write_vial(const fs::path& path, double level_um, std::uint64_t seed) {
    BuiltRun run = a_run().scans(700, 1.0, 100.0).seed(seed).with_background(20);
    const double mz = ion_mz(parse_formula("C6H14N2O2"), parse_ion("[M+H]+"));
    const double height = counts_per_um * level_um;
    run.with_ion(mz, apex_s, height, fwhm_s);
    run.with_ion(mz + 1.0031, apex_s, height * first_share, fwhm_s);
    run.with_ion(mz + 2.0055, apex_s, height * second_share, fwhm_s);
    for (int i = 0; i < 8; ++i) run.with_ion(201.05 + 31.03 * i, 250.0 + 47.0 * i, 4e4, fwhm_s);
    Run built = run.build();
    built.polarity = Polarity::positive;
    for (float& counts : built.intensity) counts = std::min(counts, ceiling);
    write_run(path, built);
}

constexpr double sample_um = 200.0;  // twice the ceiling: the area lacks the 29 % above it

void write_study(const fs::path& folder) {
    const std::vector<double> levels{2, 8, 25, 70, 150, 300};
    std::string sheet = "file\tsample_id\ttype\tlevel\tlevel_unit\n";
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::string id = "std" + std::to_string(i + 1);
        write_vial(folder / (id + ".mzML"), levels[i], 40 + i);
        sheet += id + ".mzML\t" + id + "\tstandard\t" + std::to_string(int(levels[i])) + "\tumol/L\n";
    }
    write_vial(folder / "much.mzML", sample_um, 60);
    write_vial(folder / "little.mzML", 20.0, 61);
    sheet += "much.mzML\tmuch\tsample\t\t\nlittle.mzML\tlittle\tsample\t\t\n";
    put_text(folder / "samples.tsv", sheet);
    put_text(folder / "compounds.tsv", "name\tformula\tion\tmt_s\tcompound_id\nLysine\tC6H14N2O2\t[M+H]+\t420\tlys\n");
    put_text(folder / "study.toml", "[study]\ncompounds = \"compounds.tsv\"\n");
}

}  // namespace

TEST_CASE("saturated: an ion above the ceiling is told by its isotopologue where that is asked for",
          "[cli][isotopologue]") {
    const TempFolder here;
    write_study(here.path());
    const auto value_of = [&](const std::string& sample) {
        return row_with(table_rows(here.path() / "out/concentrations_long.tsv"),
                        {{"compound_id", "lys"}, {"sample_id", sample}});
    };
    const auto target_of = [&](const std::string& sample) {
        return row_with(table_rows(here.path() / "out/targets.tsv"), {{"compound_id", "lys"}, {"sample_id", sample}});
    };
    REQUIRE(run_gassan({.folder = here.path()}, {"run", "study.toml", "-o", "out", "-j", "2", "--quiet"}).exit_code ==
            0);
    const double truth = gauss_area(counts_per_um * sample_um, fwhm_s);
    const TableRow flagged = target_of("much");
    REQUIRE(flagged.at("flags").find("saturated") != std::string::npos);
    REQUIRE(number(flagged.at("area")) < 0.8 * truth);
    CHECK(value_of("much").at("flags").find("saturated") != std::string::npos);
    CHECK_FALSE(number(value_of("much").at("value")) > 0.85 * sample_um);

    // Asked for, of the stored runs.
    REQUIRE(run_gassan({.folder = here.path()}, {"quantify", "out", "--quantify.saturated", "isotope", "--quiet"})
                .exit_code == 0);
    const TableRow told = target_of("much");
    CHECK(told.at("flags") == "isotope M+1");
    CHECK(told.at("kind") == flagged.at("kind"));
    CHECK(number(told.at("area")) == Approx(truth).epsilon(0.04));
    const TableRow value = value_of("much");
    CAPTURE(value.at("flags"));
    CHECK(number(value.at("value")) == Approx(sample_um).epsilon(0.04));
    CHECK(value.at("flags").find("isotope M+1") != std::string::npos);
    CHECK(value.at("flags").find("saturated") == std::string::npos);
    CHECK(value.at("flags").find(">ULOQ") == std::string::npos);  // the saturated standards are back on the curve
    // What is not saturated is left alone, and the table of features says what was measured.
    CHECK(number(value_of("little").at("value")) == Approx(20.0).epsilon(0.04));
    CHECK(value_of("little").at("flags").find("isotope") == std::string::npos);
    const TableRow cell = row_with(table_rows(here.path() / "out/cells.tsv"),
                                   {{"feature_id", told.at("feature_id")}, {"sample_id", "much"}});
    CHECK(cell.at("flags").find("saturated") != std::string::npos);
    CHECK(number(cell.at("area")) < 0.8 * truth);
}
