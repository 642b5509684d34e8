/// \file
/// The whole road from files to concentrations on preset `method`, by the program itself, against what was in the
/// vials: how many amounts in range are right, their bias, and how many stated intervals hold the truth. See
/// bench/README.md.

#include "bench/programs.hpp"
#include "tests/support/table_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace gassan::bench;
using gassan::test::table_rows;
using gassan::test::TableRow;

namespace {

namespace fs = std::filesystem;

/// As the preset is, and with a spray that suppresses nothing: standards in water then are like samples.
struct Variant {
    const char* name;
    const char* flags;
};
constexpr Variant variants[]{{"as it is", ""}, {"no suppression", " --suppression.least_signal 1"}};

constexpr std::string_view out_of_range[]{">ULOQ", "<LLOQ", "negative", "poor_curve", "imprecise", "no_curve"};

struct Told {
    double truth = 0.0, value = 0.0, low95 = 0.0, high95 = 0.0, bound = 0.0;
};

double number(const std::string& text) {
    double value = 0.0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) throw std::runtime_error("no number: " + text);
    return value;
}

/// (compound, sample) -> umol/L in the vial.
std::map<std::pair<std::string, std::string>, double> truth_of(const fs::path& study) {
    std::map<std::pair<std::string, std::string>, double> truth;
    for (const auto& file : fs::directory_iterator(study / "truth"))
        for (const TableRow& ion : table_rows(file.path()))
            if (ion.at("kind") == "M0" && !ion.at("concentration_um").empty())
                truth[{ion.at("compound_id"), file.path().stem().string()}] = number(ion.at("concentration_um"));
    return truth;
}

/// What was told of one kind of row of the sheet; flagged cells apart from those without a word.
struct Tally {
    std::vector<Told> all, silent;
};

bool in_range(const std::string& flags) {
    return std::none_of(std::begin(out_of_range), std::end(out_of_range),
                        [&](std::string_view word) { return flags.find(word) != std::string::npos; });
}

void count(const fs::path& study, const fs::path& out, Tally& standards, Tally& samples) {
    constexpr double right = 0.15, right_at_loq = 0.20, near_loq = 1.5;
    std::map<std::string, std::string> type_of;
    for (const TableRow& row : table_rows(study / "samples.tsv")) type_of[row.at("sample_id")] = row.at("type");
    const auto truth = truth_of(study);
    for (const TableRow& row : table_rows(out / "concentrations_long.tsv")) {
        const auto known = truth.find({row.at("compound_id"), row.at("sample_id")});
        const std::string& type = type_of.at(row.at("sample_id"));
        if (row.at("value").empty() || type == "blank" || known == truth.end() || !in_range(row.at("flags"))) continue;
        Told told{known->second, number(row.at("value")), number(row.at("low95")), number(row.at("high95"))};
        told.bound = told.value < near_loq * number(row.at("loq")) ? right_at_loq : right;
        Tally& tally = type == "standard" ? standards : samples;
        tally.all.push_back(told);
        if (row.at("flags").empty()) tally.silent.push_back(told);
    }
}

void print(const char* what, const std::vector<Told>& all) {
    if (all.empty()) return;
    double right = 0.0, inside = 0.0, bias = 0.0;
    std::vector<double> errors, halves;
    for (const Told& told : all) {
        const double error = told.value / told.truth - 1.0;
        errors.push_back(error);
        halves.push_back(0.5 * (told.high95 - told.low95) / told.value);
        right += std::abs(error) <= told.bound;
        inside += told.low95 <= told.truth && told.truth <= told.high95;
        bias += error;
    }
    const double n = double(all.size());
    std::printf("    %-24s %6zu  within 15/20 %% %.3f  bias %+.3f (median %+.3f)  coverage %.3f  half width %.3f\n",
                what, all.size(), right / n, bias / n, median(errors), inside / n, median(halves));
}

void print(const Tally& standards, const Tally& samples) {
    print("standards", standards.all);
    print("samples and QCs", samples.all);
    print("  of these without a word", samples.silent);
    std::fflush(stdout);
}

void add(Tally& to, const Tally& from) {
    to.all.insert(to.all.end(), from.all.begin(), from.all.end());
    to.silent.insert(to.silent.end(), from.silent.begin(), from.silent.end());
}

}  // namespace

int main(int count_of, char** arguments) try {
    if (count_of < 2) throw std::runtime_error("usage: bench_quantities GEOMETRY [SEED...]");
    std::vector<std::string> seeds(arguments + 2, arguments + count_of);
    if (seeds.empty()) seeds = {"101"};
    const std::string program = GASSAN_PROGRAM;
    for (const Variant& variant : variants) {
        std::printf("%s, %s\n", arguments[1], variant.name);
        Tally all_standards, all_samples;
        for (const std::string& seed : seeds) {
            const TemporaryFolder folder;
            const fs::path study = folder.path() / "study", out = folder.path() / "out";
            run_program(program + " simulate -q --preset method --geometry " + arguments[1] + " --seed " + seed +
                        " -o " + study.string() + variant.flags);
            run_program(program + " run -q " + (study / "study.toml").string() + " -o " + out.string());
            Tally standards, samples;
            count(study, out, standards, samples);
            std::printf("  seed %s\n", seed.c_str());
            print(standards, samples);
            add(all_standards, standards);
            add(all_samples, samples);
        }
        std::printf("  all %zu seeds\n", seeds.size());
        print(all_standards, all_samples);
    }
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_quantities: %s\n", error.what());
    return 1;
}
