/// \file
/// gassan normalise from outside: a table in, a folder out.

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace gassan::test;
using nlohmann::json;

namespace {

/// 24 injections, a QC first, last and at every fourth place, signal falling by half; two samples below the limit, one
/// without creatinine.
void put_study(const TempFolder& folder) {
    std::string sheet = "sample_id\ttype\tinjection_order\tbatch\tgroup\tcreatinine\n", header = "variable", rows;
    for (int i = 0; i < 25; ++i) {
        const bool qc = i % 4 == 0;
        sheet += "s" + std::to_string(i) + "\t" + (qc ? "qc" : "sample") + "\t" + std::to_string(i + 1) + "\tb1\t" +
                 (qc      ? ""
                  : i % 2 ? "A"
                          : "B") +
                 "\t" + (i == 7 ? "" : "10") + "\n";
        header += "\ts" + std::to_string(i);
    }
    for (int v = 0; v < 6; ++v) {
        rows += "v" + std::to_string(v);
        for (int i = 0; i < 25; ++i) {
            const double level = (i % 4 == 0 ? 1000.0 : 700.0 + 40.0 * ((i * 7 + v) % 11)) *
                                 std::exp(-0.7 * i / 24.0 + 0.02 * std::sin(double(i * 5 + v)));
            rows += v == 2 && (i == 5 || i == 9) ? "\t<300" : "\t" + std::to_string(level);
        }
        rows += "\n";
    }
    put_text(folder / "samples.tsv", sheet);
    put_text(folder / "areas.tsv", header + "\n" + rows);
}

bool holds(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("normalise takes drift out, divides by creatinine, fills and says all of it") {
    const TempFolder folder;
    put_study(folder);
    const Outcome done = run_gassan({.folder = folder.path()},
                                    {"normalise", "areas.tsv", "--samples", "samples.tsv", "-o", "out", "--by",
                                     "creatinine", "--fill", "auto", "--transform", "log2", "--json"});
    INFO(done.err);
    REQUIRE(done.exit_code == 0);
    CHECK(names_in(folder / "out") ==
          std::vector<std::string>{"corrections.tsv", "factors.tsv", "filled.tsv", "normalise.html", "provenance.json",
                                   "values.samples.tsv", "values.states.tsv", "values.tsv", "values.variables.tsv"});
    const json summary = json::parse(done.out);
    CHECK(summary["corrected"] == 6);
    CHECK(summary["dilution"]["samples_without_factor"] == 1);
    CHECK(summary["filled_below_limit"] == 2);
    CHECK(summary["scale"] == "log2");
    CHECK(holds(done.err, "s7: column creatinine is empty"));
    CHECK(holds(text_of(folder / "out/values.states.tsv"), "\t<"));           // the limit, beside the number filled in
    CHECK(holds(text_of(folder / "out/filled.tsv"), "mean_below_limit\t2"));  // 2 of 17 samples
    const json provenance = json::parse(text_of(folder / "out/provenance.json"));
    CHECK(provenance["inputs"][0]["sha256"].get<std::string>().size() == 64);
    CHECK(provenance["parameters"]["normalise"]["by"] == "creatinine");
    CHECK(holds(text_of(folder / "out/normalise.html"), "Drift and batches were taken out of 6 of 6"));

    SECTION("what was written is read again, and the page speaks Japanese") {
        const Outcome again =
            run_gassan({.folder = folder.path()}, {"normalise", "out/values.tsv", "-o", "again", "--drift", "none",
                                                   "--scale", "auto", "--lang", "ja", "--to", "w4m"});
        INFO(again.err);
        CHECK(again.exit_code == 0);
        CHECK(holds(text_of(folder / "again/normalise.html"), "正規化した値"));
    }
}

TEST_CASE("normalise without a folder, with a foreign one or a word it does not know does nothing") {
    const TempFolder folder;
    put_study(folder);
    const auto run = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"normalise", "areas.tsv", "--samples", "samples.tsv"};
        words.insert(words.end(), more.begin(), more.end());
        return run_gassan({.folder = folder.path()}, words);
    };
    CHECK(run({}).exit_code == 2);
    CHECK(run({"-o", ".", "--by", "pqn"}).exit_code == 2);
    CHECK(run({"-o", "out", "--by", "creatinin"}).exit_code == 2);
    CHECK(run({"-o", "out", "--by", "column"}).exit_code == 2);
    CHECK(run({"-o", "out", "--by", "osmolality"}).exit_code == 2);
    CHECK(run({"-o", "out", "--covariates", "group"}).exit_code == 2);
    CHECK(run({"-o", "out", "--drift", "none", "--batch", "combat"}).exit_code == 2);  // one batch
    CHECK(names_in(folder.path()) == std::vector<std::string>{"areas.tsv", "samples.tsv"});
}
