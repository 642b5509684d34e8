/// \file
/// Drift and batch correction on the road of a study: what it writes, what it leaves alone, and what it refuses.

#include "tests/support/program.hpp"
#include "tests/support/table_rows.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace gassan::test;

namespace fs = std::filesystem;

namespace {

/// Two batches on three capillaries, as peak lists: 48 runs, 11 of them QCs.
class SmallBatches {
public:
    SmallBatches() {
        REQUIRE(gassan({"simulate", "--preset",
                        "tiny",     "--design.plan",
                        "batches",  "--design.emit",
                        "peaks",    "--design.runs",
                        "48",       "--design.batch_runs_low",
                        "20",       "--design.batch_runs_high",
                        "28",       "--design.qc_every",
                        "3",        "--design.blanks",
                        "1",        "--design.calibration_levels",
                        "5",        "--design.capillary_runs_low",
                        "16",       "--design.capillary_runs_high",
                        "20",       "--design.truth_least_snr",
                        "3",        "-o",
                        "s",        "--quiet"})
                    .exit_code == 0);
    }

    [[nodiscard]] Outcome gassan(const std::vector<std::string>& words) const {
        return run_gassan({.folder = folder.path()}, words);
    }

    /// The lines of the sheet, each changed.
    template <class Change>
    void change_sheet(Change&& change) const {
        std::istringstream lines(text_of(sheet()));
        std::string line, text;
        for (bool is_header = true; std::getline(lines, line); is_header = false) {
            std::vector<std::string> cells = table_cells(line);
            if (!is_header) change(cells);
            for (std::size_t i = 0; i < cells.size(); ++i) text += (i > 0 ? "\t" : "") + cells[i];
            text += "\n";
        }
        put_text(sheet(), text);
    }

    [[nodiscard]] fs::path sheet() const { return folder / "s/samples.tsv"; }
    [[nodiscard]] std::string text(const char* name) const { return text_of(folder / name); }
    [[nodiscard]] bool has(const char* name) const { return fs::exists(folder / name); }

    TempFolder folder;
};

constexpr std::size_t type_cell = 2, batch_cell = 4, group_cell = 7;

/// Cells by feature and run, whatever their order.
std::map<std::pair<std::string, std::string>, std::string> by_place(const fs::path& areas) {
    std::map<std::pair<std::string, std::string>, std::string> cells;
    for (const TableRow& row : table_rows(areas))
        for (const auto& [column, cell] : row) cells[{row.at("feature_id"), column}] = cell;
    return cells;
}

}  // namespace

TEST_CASE("correct: a study that asks for it gets corrected areas and their account, and areas.tsv never changes",
          "[cli]") {
    const SmallBatches study;
    REQUIRE(study.gassan({"run", "s/study.toml", "-o", "plain", "--quiet"}).exit_code == 0);
    CHECK_FALSE(study.has("plain/areas_corrected.tsv"));
    CHECK_FALSE(study.has("plain/corrections.tsv"));
    CHECK(study.text("plain/report.html").find("--correct.drift auto") != std::string::npos);

    put_text(study.folder / "s/study.toml", study.text("s/study.toml") + "\n[correct]\ndrift = \"auto\"\n");
    REQUIRE(study.gassan({"run", "s/study.toml", "-o", "out", "-j", "3", "--quiet"}).exit_code == 0);
    CHECK(study.text("out/areas.tsv") == study.text("plain/areas.tsv"));
    CHECK(study.text("out/targets.tsv") == study.text("plain/targets.tsv"));
    CHECK(study.text("out/concentrations.tsv") != study.text("plain/concentrations.tsv"));
    CHECK(study.text("out/report.html").find("correction-curves-1") != std::string::npos);

    std::set<std::string> corrected;
    std::size_t responses = 0;
    for (const TableRow& row : table_rows(study.folder / "out/corrections.tsv")) {
        if (row.at("value") == "response") {
            ++responses;
            CHECK(row.at("internal_standard").empty());  // the preset has none
        } else if (row.at("corrected") == "yes") {
            corrected.insert(row.at("feature_id"));
            CHECK(number(row.at("all_qc_cv_left_out")) <= number(row.at("all_qc_cv_before")));
        }
        CHECK(!row.at("reason").empty());
    }
    CHECK(responses == 28);  // analytes among the 30 compounds
    REQUIRE(corrected.size() > 20);

    const auto before = by_place(study.folder / "out/areas.tsv"),
               after = by_place(study.folder / "out/areas_corrected.tsv");
    REQUIRE(before.size() == after.size());
    std::size_t moved = 0;
    for (const auto& [place, cell] : before) {
        CAPTURE(place.first, place.second);
        CHECK(after.at(place).empty() == cell.empty());
        if (!corrected.contains(place.first)) CHECK(after.at(place) == cell);
        moved += after.at(place) != cell ? 1 : 0;
    }
    CHECK(moved > corrected.size() * 40);

    SECTION("after a run without it, gassan correct makes the same tables") {
        REQUIRE(study.gassan({"correct", "plain", "--correct.drift", "auto", "-j", "1", "--quiet"}).exit_code == 0);
        for (const char* name : {"areas.tsv", "areas_corrected.tsv", "corrections.tsv", "concentrations.tsv",
                                 "concentrations_long.tsv", "curves.tsv", "targets.tsv", "cells.tsv", "study.xlsx"})
            CHECK(study.text((std::string("plain/") + name).c_str()) ==
                  study.text((std::string("out/") + name).c_str()));
    }
    SECTION("and stays so when names are redone, until it is taken back") {
        const std::string table = study.text("out/areas_corrected.tsv"),
                          amounts = study.text("plain/concentrations.tsv");
        REQUIRE(study.gassan({"quantify", "out", "--quiet"}).exit_code == 0);
        CHECK(study.text("out/areas_corrected.tsv") == table);
        REQUIRE(study.gassan({"correct", "out", "--correct.drift", "none", "--quiet"}).exit_code == 0);
        CHECK_FALSE(study.has("out/areas_corrected.tsv"));
        CHECK_FALSE(study.has("out/corrections.tsv"));
        CHECK(study.text("out/concentrations.tsv") == amounts);
        REQUIRE(study.gassan({"quantify", "out", "--quiet"}).exit_code == 0);
        CHECK_FALSE(study.has("out/areas_corrected.tsv"));
    }
    SECTION("and the order of the sheet does not matter") {
        std::istringstream lines(study.text("s/samples.tsv"));
        std::string header, line, rest;
        std::getline(lines, header);
        while (std::getline(lines, line)) rest = line + "\n" + rest;
        put_text(study.sheet(), header + "\n" + rest);
        REQUIRE(study.gassan({"run", "s/study.toml", "-o", "back", "--quiet"}).exit_code == 0);
        CHECK(by_place(study.folder / "back/areas_corrected.tsv") == after);
    }
}

TEST_CASE("correct: without QCs the study is processed, nothing is corrected, and that is said", "[cli]") {
    const SmallBatches study;
    study.change_sheet([](std::vector<std::string>& cells) {
        if (cells[type_cell] == "qc") cells[type_cell] = "sample";
    });
    const Outcome outcome = study.gassan({"run", "s/study.toml", "-o", "out", "--correct.drift", "auto"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.find("nothing was corrected") != std::string::npos);
    CHECK_FALSE(study.has("out/areas_corrected.tsv"));
    CHECK(study.has("out/COMPLETE"));
}

TEST_CASE("correct: QCs at the start of each batch alone bracket no sample, and no value moves", "[cli]") {
    const SmallBatches study;
    std::set<std::string> seen;
    study.change_sheet([&](std::vector<std::string>& cells) {
        if (cells[type_cell] == "qc" && !seen.insert(cells[batch_cell]).second) cells[type_cell] = "sample";
    });
    REQUIRE(study.gassan({"run", "s/study.toml", "-o", "out", "--correct.drift", "auto", "--quiet"}).exit_code == 0);
    CHECK(study.text("out/areas_corrected.tsv") == study.text("out/areas.tsv"));
    for (const TableRow& row : table_rows(study.folder / "out/corrections.tsv")) {
        CHECK(row.at("corrected") == "no");
        CHECK(row.at("reason").find("too few QCs") != std::string::npos);
    }
}

TEST_CASE("correct: groups that are batches stop a study before anything is processed", "[cli]") {
    const SmallBatches study;
    study.change_sheet([](std::vector<std::string>& cells) {
        if (cells[type_cell] == "sample") cells[group_cell] = "g" + cells[batch_cell];
    });
    const Outcome outcome = study.gassan({"run", "s/study.toml", "-o", "out", "--correct.drift", "auto"});
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.err.find("samples.tsv") != std::string::npos);
    CHECK(outcome.err.find("group") != std::string::npos);
    CHECK_FALSE(study.has("out"));
    CHECK(study.gassan({"run", "s/study.toml", "-o", "out", "--correct.drift", "auto", "--correct.confounded", "say"})
              .exit_code == 0);
}

TEST_CASE("correct: ComBat levels the areas of samples batch by batch, and neither QCs nor concentrations", "[cli]") {
    const SmallBatches study;
    REQUIRE(study.gassan({"run", "s/study.toml", "-o", "plain", "--quiet"}).exit_code == 0);
    const Outcome told = study.gassan({"run", "s/study.toml", "-o", "out", "--correct.batch", "combat", "--quiet"});
    CAPTURE(told.err);
    REQUIRE(told.exit_code == 0);
    CHECK(told.err.find("concentrations, which rest on standards, keep") != std::string::npos);
    CHECK(study.text("out/concentrations.tsv") == study.text("plain/concentrations.tsv"));

    std::map<std::string, std::string> type, batch;
    for (const TableRow& row : table_rows(study.sheet())) {
        type[row.at("sample_id")] = row.at("type");
        batch[row.at("sample_id")] = row.at("batch");
    }
    const auto before = by_place(study.folder / "out/areas.tsv"),
               after = by_place(study.folder / "out/areas_corrected.tsv");
    // How far the mean logarithms of batches lie apart, summed over features; QCs cell by cell.
    const auto apart = [&](const auto& cells) {
        std::map<std::string, std::map<std::string, std::pair<double, int>>> means;
        for (const auto& [place, cell] : cells)
            if (type.contains(place.second) && type.at(place.second) == "sample" && !cell.empty()) {
                auto& [sum, count] = means[place.first][batch.at(place.second)];
                sum += std::log(number(cell));
                ++count;
            }
        double total = 0.0;
        for (const auto& [feature, batches] : means)
            if (batches.size() == 2) {
                const auto &first = batches.begin()->second, &second = batches.rbegin()->second;
                if (first.second > 5 && second.second > 5)
                    total += std::abs(first.first / first.second - second.first / second.second);
            }
        return total;
    };
    CHECK(apart(before) > 0.0);
    CHECK(apart(after) < 0.5 * apart(before));
    for (const auto& [place, cell] : before)
        if (type.contains(place.second) && type.at(place.second) != "sample") CHECK(after.at(place) == cell);
    for (const TableRow& row : table_rows(study.folder / "out/corrections.tsv"))
        if (row.at("value") == "area") CHECK(row.at("reason").find("ComBat") != std::string::npos);
}
