/// \file
/// What was written down of the published run is what it holds; the picture is what the code draws.

#include "io/read_run.hpp"
#include "tests/realism/cems_10ppm.hpp"
#include "tests/realism/documents.hpp"
#include "tests/realism/picture.hpp"
#include "tests/realism/side_by_side.hpp"
#include "tests/support/shared_data.hpp"

#include <catch2/catch.hpp>

using namespace gassan;
using namespace gassan::realism;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

Run published_run() {
    return read_run(test::shared_data("figures of a real CE-MS run", "data/MobilityTransformR_cems/CEMS_10ppm.mzML"))
        .run;
}

}  // namespace

TEST_CASE("shared: the figures of the real run are those in the table", "[shared]") {
    INFO(regenerate << " (with the published run as argument)");
    const auto written = read_figures_tsv(read_text(real_figures_path()));
    const auto measured = run_figures(published_run(), cems_10ppm_ions());
    CHECK(measured.size() == written.size());
    for (const Figure& figure : measured) {
        CAPTURE(figure.key);
        REQUIRE(written.contains(figure.key));
        CHECK_THAT(figure.value, WithinRel(written.at(figure.key), 1e-9) || WithinAbs(written.at(figure.key), 1e-12));
    }
    // Read by hand from the run, by others.
    CHECK_THAT(written.at("lysine_fwhm"), WithinAbs(4.4, 0.05));
    CHECK_THAT(written.at("paracetamol_fwhm"), WithinAbs(11.9, 0.05));
    CHECK_THAT(written.at("paracetamol_apex"), WithinAbs(840.796, 0.001));
    CHECK_THAT(written.at("lysine_apex"), WithinAbs(414.600, 0.001));
    CHECK(written.at("scans") == 982.0);
}

TEST_CASE("shared: the picture of the real run above a simulated one is what the code draws", "[shared]") {
    INFO(regenerate << " (with the published run as argument)");
    CHECK((side_by_side_svg(published_run(), cems_10ppm_run(picture_seed)) == read_text(picture_path())));
}
