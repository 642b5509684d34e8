/// \file
/// Drift and batch correction on preset `batch`, by the program itself: how well QCs that the curves had not seen are
/// told, and whether differences between the groups keep their size, against what was in the vials. See
/// bench/README.md.

#include "bench/programs.hpp"
#include "tests/support/table_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace gassan::bench;
using gassan::test::number;
using gassan::test::table_rows;
using gassan::test::TableRow;

namespace {

namespace fs = std::filesystem;

constexpr double usable_percent = 30.0, good_percent = 15.0, found_share = 0.7;
constexpr double least_good_share = 0.9, least_slope = 0.95, most_slope = 1.05;
constexpr std::size_t least_of_group = 10;

/// (variable, sample) -> value; only what is there and above 0.
using Values = std::map<std::pair<std::string, std::string>, double>;

struct Sheet {
    std::map<std::string, std::string> group;  ///< of samples
    std::size_t qcs = 0;
};

Sheet sheet_of(const fs::path& study) {
    Sheet sheet;
    for (const TableRow& row : table_rows(study / "samples.tsv")) {
        if (row.at("type") == "sample") sheet.group[row.at("sample_id")] = row.at("group");
        if (row.at("type") == "qc") ++sheet.qcs;
    }
    return sheet;
}

Values vials_of(const fs::path& study, const Sheet& sheet) {
    Values values;
    for (const auto& [sample, group] : sheet.group)
        for (const TableRow& ion : table_rows(study / "truth" / (sample + ".tsv")))
            if (ion.at("kind") == "M0" && number(ion.at("concentration_um")) > 0.0)
                values[{ion.at("compound_id"), sample}] = number(ion.at("concentration_um"));
    return values;
}

Values wide(const fs::path& table, const Sheet& sheet) {
    Values values;
    for (const TableRow& row : table_rows(table))
        for (const auto& [sample, group] : sheet.group)
            if (number(row.at(sample)) > 0.0) values[{row.at("feature_id"), sample}] = number(row.at(sample));
    return values;
}

Values concentrations(const fs::path& table, const Sheet& sheet) {
    Values values;
    for (const TableRow& row : table_rows(table))
        if (sheet.group.contains(row.at("sample_id")) && number(row.at("value")) > 0.0)
            values[{row.at("compound_id"), row.at("sample_id")}] = number(row.at("value"));
    return values;
}

/// The feature of each compound that was found by itself in most samples.
std::map<std::string, std::string> features_of(const fs::path& out, const Sheet& sheet) {
    std::map<std::string, std::string> features;
    std::map<std::string, std::size_t> found;
    for (const TableRow& row : table_rows(out / "targets.tsv")) {
        if (row.at("kind") != "measured" || !sheet.group.contains(row.at("sample_id"))) continue;
        ++found[row.at("compound_id")];
        features[row.at("compound_id")] = row.at("feature_id");
    }
    std::erase_if(features, [&](const auto& one) {
        return one.second.empty() || double(found[one.first]) < found_share * double(sheet.group.size());
    });
    return features;
}

/// Differences between treated and control in ln, estimated and in the vials; both over the same samples.
struct Differences {
    std::vector<double> truth, told;

    void add(const Differences& other) {
        truth.insert(truth.end(), other.truth.begin(), other.truth.end());
        told.insert(told.end(), other.told.begin(), other.told.end());
    }
    /// Of told on truth, with an intercept.
    [[nodiscard]] double slope() const {
        double mean_x = 0.0, mean_y = 0.0, sxx = 0.0, sxy = 0.0;
        for (std::size_t i = 0; i < truth.size(); ++i) mean_x += truth[i], mean_y += told[i];
        mean_x /= double(truth.size()), mean_y /= double(truth.size());
        for (std::size_t i = 0; i < truth.size(); ++i) {
            sxx += (truth[i] - mean_x) * (truth[i] - mean_x);
            sxy += (truth[i] - mean_x) * (told[i] - mean_y);
        }
        return sxy / sxx;
    }
};

Differences differences(const std::map<std::string, std::string>& compounds, const Values& values, const Values& vials,
                        const Sheet& sheet) {
    Differences all;
    for (const auto& [compound, variable] : compounds) {
        std::map<std::string, std::vector<double>> truth, told;
        for (const auto& [sample, group] : sheet.group) {
            const auto value = values.find({variable, sample}), vial = vials.find({compound, sample});
            if (value == values.end() || vial == vials.end()) continue;
            told[group].push_back(std::log(value->second));
            truth[group].push_back(std::log(vial->second));
        }
        if (told["treated"].size() < least_of_group || told["control"].size() < least_of_group) continue;
        const auto mean = [](const std::vector<double>& some) {
            double sum = 0.0;
            for (const double one : some) sum += one;
            return sum / double(some.size());
        };
        all.truth.push_back(mean(truth["treated"]) - mean(truth["control"]));
        all.told.push_back(mean(told["treated"]) - mean(told["control"]));
    }
    return all;
}

/// Of the rows that were usable before, how many are good with left-out QCs.
struct Share {
    std::size_t judged = 0, usable = 0, good_before = 0, good = 0;

    void count(double before, double after) {
        if (!std::isfinite(before) || !std::isfinite(after)) return;
        ++judged;
        if (before >= usable_percent) return;
        ++usable;
        good_before += before < good_percent;
        good += after < good_percent;
    }
    [[nodiscard]] double share() const { return usable > 0 ? double(good) / double(usable) : 0.0; }
};

struct Shares {
    Share inside, all;
};

/// By kind of value and who counts: "response, found", ...
using Table = std::map<std::string, Shares>;

void count(const fs::path& out, const Sheet& sheet, Table& table) {
    for (const TableRow& row : table_rows(out / "corrections.tsv")) {
        const bool is_found = number(row.at("n_qc_measured")) >= found_share * double(sheet.qcs);
        for (const char* who : {"found", "all"}) {
            if (std::string(who) == "found" && !is_found) continue;
            Shares& shares = table[row.at("value") + ", " + who];
            shares.inside.count(number(row.at("qc_cv_before")), number(row.at("qc_cv_left_out")));
            shares.all.count(number(row.at("all_qc_cv_before")), number(row.at("all_qc_cv_left_out")));
        }
    }
}

void print(const Table& table) {
    for (const auto& [name, shares] : table)
        for (const auto& [what, share] :
             {std::pair{"QCs between others", shares.inside}, std::pair{"all QCs", shares.all}})
            std::printf("  %-16s %-19s judged %4zu  below 30 %% before %4zu  below 15 %%: %4zu -> %4zu  share %.3f\n",
                        name.c_str(), what, share.judged, share.usable, share.good_before, share.good, share.share());
}

void run_seed(const std::string& seed, Table& table, std::map<std::string, Differences>& groups) {
    const std::string program = GASSAN_PROGRAM;
    const TemporaryFolder folder;
    const fs::path study = folder.path() / "study", out = folder.path() / "out";
    run_program(program + " simulate -q --preset batch --seed " + seed + " -o " + study.string());
    run_program(program + " run -q " + (study / "study.toml").string() + " -o " + out.string());
    const Sheet sheet = sheet_of(study);
    const Values vials = vials_of(study, sheet);
    const auto features = features_of(out, sheet);
    std::map<std::string, std::string> itself;
    for (const auto& [compound, feature] : features) itself[compound] = compound;
    std::map<std::string, Differences> own;
    own["concentrations, uncorrected"] =
        differences(itself, concentrations(out / "concentrations_long.tsv", sheet), vials, sheet);
    run_program(program + " correct -q " + out.string() + " --correct.drift auto");
    own["concentrations, corrected"] =
        differences(itself, concentrations(out / "concentrations_long.tsv", sheet), vials, sheet);
    own["areas, uncorrected"] = differences(features, wide(out / "areas.tsv", sheet), vials, sheet);
    own["areas, corrected"] = differences(features, wide(out / "areas_corrected.tsv", sheet), vials, sheet);
    Table here;
    count(out, sheet, here);
    count(out, sheet, table);
    std::printf("seed %s\n", seed.c_str());
    print(here);
    for (const auto& [name, some] : own) {
        std::printf("  %-30s slope %.3f of %zu compounds\n", name.c_str(), some.slope(), some.truth.size());
        groups[name].add(some);
    }
    std::fflush(stdout);
}

}  // namespace

int main(int count_of, char** arguments) try {
    std::vector<std::string> seeds(arguments + 1, arguments + count_of);
    if (seeds.empty()) seeds = {"811", "812", "813"};
    Table table;
    std::map<std::string, Differences> groups;
    for (const std::string& seed : seeds) run_seed(seed, table, groups);
    std::printf("all %zu seeds\n", seeds.size());
    print(table);
    for (const auto& [name, some] : groups)
        std::printf("  %-30s slope %.3f of %zu differences\n", name.c_str(), some.slope(), some.truth.size());
    const double slope = groups.at("areas, corrected").slope();
    const bool is_good =
        table.at("response, found").inside.share() >= least_good_share && slope >= least_slope && slope <= most_slope;
    std::printf("%s\n", is_good ? "the bars stand" : "a bar is missed");
    return is_good ? 0 : 1;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_correction: %s\n", error.what());
    return 1;
}
