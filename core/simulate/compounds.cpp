#include "core/simulate/compounds.hpp"

#include "core/base/table.hpp"

namespace gassan {

namespace embedded {
extern const std::string_view tiny_compounds_tsv;
}

std::vector<SimulatedCompound> tiny_compounds() {
    const auto table = split_table(embedded::tiny_compounds_tsv);
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
                                   .log_sd = number("log_sd"),
                                   .role = text("role"),
                                   .losses = {}};
        for (const auto loss : split(cell(table, row, "losses"), ';')) compound.losses.emplace_back(loss);
        compounds.push_back(std::move(compound));
    }
    return compounds;
}

}  // namespace gassan
