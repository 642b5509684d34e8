#include "core/simulate/compounds.hpp"

#include "core/base/table.hpp"

#include <algorithm>

namespace gassan {

namespace embedded {
extern const std::string_view tiny_compounds_tsv, demo_compounds_tsv, plasma_cations_tsv, plasma_anions_tsv;
}

namespace {

std::vector<SimulatedCompound> compounds_of(std::string_view tsv) {
    const auto table = split_table(tsv);
    const auto has = [&](std::string_view column) {
        return std::find(table.header.begin(), table.header.end(), column) != table.header.end();
    };
    const bool two_groups = has("treated_um"), ions_told = has("main_charge");
    std::vector<SimulatedCompound> compounds;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto text = [&](std::string_view column) { return std::string(cell(table, row, column)); };
        const auto number = [&](std::string_view column) { return to_number(cell(table, row, column)); };
        SimulatedCompound compound{.compound_id = text("compound_id"),
                                   .name = text("name"),
                                   .formula = text("formula"),
                                   .permanent_charge = int(number("permanent_charge")),
                                   .mobility_tu = number("mobility_tu"),
                                   .concentration_um = number("concentration_um"),
                                   .treated_um = number(two_groups ? "treated_um" : "concentration_um"),
                                   .log_sd = number("log_sd"),
                                   .absent_share = two_groups ? number("absent_share") : 0.0,
                                   .role = text("role"),
                                   .losses = {},
                                   .source = text("source")};
        if (compound.permanent_charge > 0) compound.main_charge = compound.permanent_charge;
        if (ions_told) {
            compound.main_charge = int(number("main_charge"));
            compound.double_charge = number("double_charge") != 0.0;
        }
        for (const auto loss : split(cell(table, row, "losses"), ';')) compound.losses.emplace_back(loss);
        compounds.push_back(std::move(compound));
    }
    return compounds;
}

}  // namespace

std::vector<SimulatedCompound> tiny_compounds() {
    return compounds_of(embedded::tiny_compounds_tsv);
}

std::vector<SimulatedCompound> demo_compounds() {
    return compounds_of(embedded::demo_compounds_tsv);
}

std::vector<SimulatedCompound> plasma_cations() {
    return compounds_of(embedded::plasma_cations_tsv);
}

std::vector<SimulatedCompound> plasma_anions() {
    return compounds_of(embedded::plasma_anions_tsv);
}

}  // namespace gassan
