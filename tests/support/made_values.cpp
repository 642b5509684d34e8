#include "tests/support/made_values.hpp"

#include "core/base/random.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace gassan::test {
namespace {

constexpr std::array<const char*, 22> odd_names{"グルタミン酸",
                                                "2'-deoxy-5''-AMP",
                                                "N,N-dimethyl, \"pure\"",
                                                "\"quoted\"",
                                                "MARCH1",
                                                "=SUM(A1)",
                                                "+1",
                                                "-1",
                                                "@cmd",
                                                "γ-Glu-Cys; oxidised",
                                                "1e5",
                                                "TRUE",
                                                "NA",
                                                "<0.5",
                                                "_x0041_",
                                                "2024-03-05",
                                                "a & <b>",
                                                "ß/Å\\µ",
                                                "filled",
                                                "0012",
                                                "x'",
                                                "'x"};

std::string odd(RandomStream& dice) {
    return odd_names[dice.bits32() % odd_names.size()];
}

std::string maybe(RandomStream& dice, const std::string& text) {
    return dice.uniform() < 0.5 ? text : "";
}

/// Any finite number that is there, of any size, all of its digits in use.
double any_number(RandomStream& dice) {
    switch (dice.bits32() % 8) {
        case 0:
            return 0.0;
        case 1:
            return -0.0;
        case 2:
            return std::round(dice.uniform(-1e6, 1e6));
        case 3:
            return dice.uniform() * 1e-300;
        case 4:
            return dice.uniform() * 1.7e308;
        default:
            return dice.uniform(-1.0, 1000.0);
    }
}

Sample any_sample(RandomStream& dice, std::size_t at, std::size_t covariates) {
    Sample sample;
    sample.sample_id = odd(dice) + " " + std::to_string(at);
    sample.type = SampleType(dice.bits32() % 4);
    sample.specimen_id = dice.uniform() < 0.5 ? sample.sample_id : odd(dice);
    for (std::string* text : {&sample.batch, &sample.group, &sample.capillary, &sample.person, &sample.visit,
                              &sample.lot, &sample.pool, &sample.amount_unit, &sample.level_unit})
        *text = maybe(dice, odd(dice));
    if (dice.uniform() < 0.7) sample.injection_order = long(at) + 1;
    sample.polarity = Polarity(int(dice.bits32() % 3) - 1);
    sample.dilution = dice.uniform() < 0.5 ? 1.0 : dice.uniform(0.1, 50.0);
    if (dice.uniform() < 0.5) sample.amount = dice.uniform(0.1, 50.0);
    if (dice.uniform() < 0.3) sample.segment = 1 + int(dice.bits32() % 9);
    if (dice.uniform() < 0.3) sample.level = dice.uniform(0.0, 50.0);
    for (std::size_t i = 0; i < covariates; ++i) sample.covariates.push_back(maybe(dice, odd(dice)));
    return sample;
}

std::string where(const ValueTable& table, std::size_t v, std::size_t s) {
    return table.variables[v].id + " in " + table.study.samples[s].sample_id;
}

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

std::string difference(const Sample& a, const Sample& b) {
    const auto text = [](const Sample& s) {
        std::string all;
        for (const std::string* one : {&s.sample_id, &s.specimen_id, &s.batch, &s.group, &s.capillary, &s.person,
                                       &s.visit, &s.lot, &s.pool, &s.amount_unit, &s.level_unit, &s.file_as_told})
            all += *one + "|";
        for (const std::string& one : s.covariates) all += one + "|";
        return all + std::string(sample_type_name(s.type)) + std::to_string(s.injection_order.value_or(-1)) + "|" +
               std::to_string(s.segment.value_or(-1)) + std::to_string(int(s.polarity));
    };
    if (text(a) != text(b)) return text(a) + " is not " + text(b);
    if (!same(a.dilution, b.dilution)) return a.sample_id + ": dilution";
    if (!same(a.amount, b.amount)) return a.sample_id + ": amount";
    return same(a.level, b.level) ? "" : a.sample_id + ": level";
}

}  // namespace

ValueTable made_values(std::uint64_t seed) {
    RandomStream dice(seed, 77);
    Study study;
    study.covariates = {"年齢, 歳", "class", "order", "name"};
    const std::size_t samples = 1 + dice.bits32() % 7, variables = 1 + dice.bits32() % 9;
    for (std::size_t s = 0; s < samples; ++s) study.samples.push_back(any_sample(dice, s, study.covariates.size()));
    std::vector<Variable> rows;
    for (std::size_t v = 0; v < variables; ++v)
        rows.push_back({odd(dice) + (v % 2 ? " " : "_") + std::to_string(v),
                        maybe(dice, odd(dice)),
                        maybe(dice, v % 2 ? "umol/L" : "mg/100 g"),
                        {maybe(dice, odd(dice)), maybe(dice, "118.0863")}});
    ValueTable table = empty_values(std::move(study), std::move(rows));
    table.facts = {"KEGG, id", "mz"};
    table.scale = ValueScale(dice.bits32() % 6);
    for (std::size_t at = 0; at < table.values.size(); ++at) {
        table.kinds[at] = CellKind(dice.bits32() % 5);
        const bool has_number = has_measurement(table.kinds[at]) || dice.uniform() < 0.3;
        if (has_number) table.values[at] = any_number(dice);
        if (table.kinds[at] == CellKind::below_limit && dice.uniform() < 0.7) table.limits[at] = any_number(dice);
    }
    return table;
}

std::string difference(const ValueTable& a, const ValueTable& b) {
    if (a.scale != b.scale) return "scale";
    if (a.facts != b.facts) return "facts";
    if (a.study.covariates != b.study.covariates) return "covariates";
    if (a.samples() != b.samples() || a.variables.size() != b.variables.size()) return "size";
    for (std::size_t s = 0; s < a.samples(); ++s)
        if (const std::string what = difference(a.study.samples[s], b.study.samples[s]); !what.empty()) return what;
    for (std::size_t v = 0; v < a.variables.size(); ++v) {
        const Variable &x = a.variables[v], &y = b.variables[v];
        if (x.id != y.id) return x.id + " is not " + y.id;
        if (x.name != y.name || x.unit != y.unit || x.facts != y.facts) return x.id + ": what is told of it";
    }
    for (std::size_t v = 0; v < a.variables.size(); ++v)
        for (std::size_t s = 0; s < a.samples(); ++s) {
            if (a.row_kinds(v)[s] != b.row_kinds(v)[s]) return where(a, v, s) + ": kind";
            if (!same(a.row(v)[s], b.row(v)[s])) return where(a, v, s) + ": value";
            if (!same(a.row_limits(v)[s], b.row_limits(v)[s])) return where(a, v, s) + ": limit";
        }
    return {};
}

}  // namespace gassan::test
