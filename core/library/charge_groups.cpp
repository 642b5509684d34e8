#include "core/library/charge_groups.hpp"

#include "core/base/table.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gassan {

namespace embedded {
extern const std::string_view charge_groups_tsv;
}

namespace {

/// pKa of the protonated ring; uracil and flavin take no proton in water.
constexpr std::array<std::pair<std::string_view, double>, 7> rings{{{"adenine", 3.8},
                                                                    {"cytosine", 4.3},
                                                                    {"guanine", 2.2},
                                                                    {"hypoxanthine", 1.8},
                                                                    {"xanthine", 0.8},
                                                                    {"pterin", 2.2},
                                                                    {"aminopyrimidine", 5.0}}};

std::vector<ChargeGroups> read_groups() {
    const auto table = split_table(embedded::charge_groups_tsv);
    std::vector<ChargeGroups> all;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const auto count = [&](std::string_view column) {
            const auto text = cell(table, row, column);
            return text.empty() ? 0 : int(to_number(text));
        };
        all.push_back({cell(table, row, "id"), count("carboxyl"), count("alpha"), count("phosphate"), count("second"),
                       count("sulfonate"), count("amine"), count("guanidine"), count("imidazole"), count("pyridine"),
                       count("quaternary"), cell(table, row, "heterocycle"), cell(table, row, "source")});
    }
    return all;
}

/// pKa of the i-th carboxyl group. A charge nearby makes the acid stronger.
double carboxyl_pka(const ChargeGroups& groups, int i, bool peptide) {
    const int other_bases =
        groups.guanidine + groups.imidazole + groups.pyridine + groups.quaternary + groups.amine - groups.alpha;
    if (i < groups.alpha) return i > 0 ? 1.2 : other_bases > 0 ? 2.0 : 2.2;
    if (groups.quaternary > 0) return 3.8;
    if (groups.pyridine > 0) return 1.6;
    if (groups.amine > 0 && i == groups.alpha) return peptide ? 3.2 : 4.0;
    if (groups.guanidine > 0) return 2.6;
    return i == 0 && groups.carboxyl > 1 ? 3.2 : 4.2;
}

}  // namespace

std::span<const ChargeGroups> charge_groups() {
    static const std::vector<ChargeGroups> all = read_groups();
    return all;
}

const ChargeGroups* charge_groups_of(std::string_view id) {
    static const auto by_id = [] {
        std::unordered_map<std::string_view, const ChargeGroups*> index;
        for (const ChargeGroups& one : charge_groups()) index.emplace(one.id, &one);
        return index;
    }();
    const auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : found->second;
}

AcidBase acid_base_of_groups(const ChargeGroups& groups, bool peptide) {
    std::vector<double> pkas;
    const auto put = [&](int count, double pka) { pkas.insert(pkas.end(), std::size_t(count), pka); };
    put(groups.amine, 9.5);
    put(groups.guanidine, 12.5);
    put(groups.imidazole, 6.2);
    put(groups.pyridine, 5.0);
    for (const auto& [ring, pka] : rings) put(groups.heterocycle == ring ? 1 : 0, pka);
    int charge = int(pkas.size()) + groups.quaternary;
    for (int i = 0; i < groups.carboxyl; ++i) pkas.push_back(carboxyl_pka(groups, i, peptide));
    put(groups.phosphate, 1.0);
    put(groups.second, 6.2);
    put(groups.sulfonate, -1.0);
    std::sort(pkas.begin(), pkas.end());
    AcidBase result;
    result.fixed_charge = charge;
    for (const double pka : pkas) {
        result.steps.push_back({pka, charge, charge - 1});
        --charge;
    }
    return result;
}

}  // namespace gassan
