#include "core/quantify/specimens.hpp"

#include "tests/core/quantify/made_cells.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace gassan;
using namespace gassan::test;

namespace {

/// One compound in both polarities, three specimens run in both; positive 10 +- 1, negative 11 +- 0.5.
struct Both {
    MadeStudy made;
    Quantities quantities;
    QuantifyParams params;

    Both() {
        const std::size_t positive = made.add_compound(compound_of("Glu"));
        made.add_row(0, Polarity::negative);
        for (const Polarity polarity : {Polarity::positive, Polarity::negative})
            for (int i = 0; i < 3; ++i) {
                const std::size_t s = made.add_sample(SampleType::sample, no_value, polarity);
                made.study.samples[s].specimen_id = "P" + std::to_string(i + 1);
            }
        made.add_sample(SampleType::standard, 10.0);
        quantities.rows = made.rows;
        for (std::size_t r = positive; r < 2; ++r)
            for (std::size_t s = 0; s < 7; ++s) {
                Concentration found;
                found.row = r;
                found.sample = s;
                found.unit = "umol/L";
                if ((s < 3) == (r == 0) && s < 6) {
                    found.kind = CellKind::measured;
                    found.value = r == 0 ? 10.0 : 11.0;
                    found.se = r == 0 ? 1.0 : 0.5;
                    found.low95 = found.value - 2.0 * found.se;
                    found.high95 = found.value + 2.0 * found.se;
                }
                quantities.concentrations.push_back(found);
            }
    }
    Concentration& of(std::size_t row, std::size_t sample) { return quantities.concentrations[row * 7 + sample]; }
    [[nodiscard]] SpecimenConcentrations table() const {
        return specimen_concentrations(made.study, made.compounds, quantities, params);
    }
};

}  // namespace

TEST_CASE("specimens: the polarity with the smaller error stands for the compound", "[specimens]") {
    Both both;
    const SpecimenConcentrations table = both.table();
    CHECK(table.specimens == std::vector<std::string>{"P1", "P2", "P3"});
    REQUIRE(table.values.size() == 3);
    CHECK(table.polarities == std::vector{Polarity::negative});
    CHECK(table.units == std::vector<std::string>{"umol/L"});
    for (const SpecimenValue& value : table.values) {
        CHECK(value.value == 11.0);
        CHECK(value.se == 0.5);
        CHECK(value.polarity == Polarity::negative);
        CHECK(value.flags.empty());
    }
    both.params.specimen_polarity = "positive";
    CHECK(both.table().values[1].value == 10.0);
}

TEST_CASE("specimens: a cation and an anion of one id are one compound", "[specimens]") {
    Both both;
    both.made.add_compound(compound_of("Glu"));
    both.quantities.rows[1].compound = 1;
    const SpecimenConcentrations table = both.table();
    CHECK(table.compounds == std::vector<std::size_t>{0});
    REQUIRE(table.values.size() == 3);
    CHECK(table.values[0].value == 11.0);
    both.made.compounds[1].compound_id = "Gln";  // another compound has a row of its own
    CHECK(both.table().compounds == std::vector<std::size_t>{0, 1});
    CHECK(both.table().values[0].value == 10.0);
}

TEST_CASE("specimens: where the leading polarity has nothing the other stands, and it shows", "[specimens]") {
    Both both;
    both.params.specimen_polarity = "negative";
    Concentration& lost = both.of(1, 4);
    lost.value = no_value;
    lost.kind = CellKind::below_limit;
    lost.lod = 0.7;
    CHECK(both.table().values[1].value == 10.0);
    CHECK(both.table().values[1].flags == "from_positive");
    both.of(0, 1) = lost;
    both.of(0, 1).row = 0;
    both.of(0, 1).sample = 1;
    both.of(0, 1).lod = 0.9;
    const SpecimenValue nothing = both.table().values[1];
    CHECK(std::isnan(nothing.value));
    CHECK(nothing.kind == CellKind::below_limit);
    CHECK(nothing.lod == 0.7);
    CHECK(nothing.polarity == Polarity::negative);
}

TEST_CASE("specimens: the one with few values does not lead for its small error", "[specimens]") {
    Both both;
    both.of(1, 3).value = both.of(1, 4).value = no_value;
    CHECK(both.table().polarities == std::vector{Polarity::positive});
    CHECK(both.table().values[2].value == 10.0);
}

TEST_CASE("specimens: polarities that contradict each other say so", "[specimens]") {
    Both both;
    both.of(0, 2).value = 15.0;
    CHECK(both.table().values[2].flags == "polarities_differ");
    CHECK(both.table().values[1].flags.empty());
}

TEST_CASE("specimens: several runs of a specimen are their mean, with the error of one", "[specimens]") {
    Both both;
    both.params.specimen_polarity = "positive";
    both.made.study.samples[1].specimen_id = "P1";
    both.made.study.samples[4].specimen_id = "P1";
    both.of(0, 1).value = 14.0;
    both.of(0, 1).se = 2.0;
    both.of(0, 1).flags = ">ULOQ;dropout";
    both.of(0, 0).flags = "dropout";
    const SpecimenValue value = both.table().values[0];
    CHECK(value.value == 12.0);
    CHECK(value.se == Approx(std::sqrt(2.5)));
    CHECK(value.runs == 2);
    CHECK(value.flags == "dropout;>ULOQ");
    CHECK(both.table().specimens.size() == 2);
    both.of(0, 1).unit = "nmol/g";
    CHECK(both.table().values[0].value == 10.0);
    CHECK(both.table().values[0].flags == "dropout;other_unit");
}
