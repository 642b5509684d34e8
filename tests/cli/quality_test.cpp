#include "tests/support/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace gassan::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// Ten runs, every third a QC; glycine is steady, alanine is not, and the order of columns is turned where asked.
void write_tables(const TempFolder& here, bool turned = false) {
    const std::vector<double> glycine{100, 80, 130, 101, 60, 170, 99, 90, 110, 100};
    const std::vector<double> alanine{100, 80, 130, 180, 60, 170, 40, 90, 110, 140};
    std::ofstream sheet(here.path() / "samples.tsv"), table(here.path() / "areas.tsv");
    std::string header = "feature_id", first = "glycine", second = "alanine";
    sheet << "sample_id\ttype\tbatch\tinjection_order\tgroup\n";
    for (int i = 0; i < 10; ++i) {
        const int r = turned ? 9 - i : i;
        const bool qc = r % 3 == 0;
        sheet << "S" << r << "\t" << (qc ? "qc" : "sample") << "\tB1\t" << r + 1 << "\t"
              << (qc      ? ""
                  : r % 2 ? "a"
                          : "b")
              << "\n";
        header += "\tS" + std::to_string(r);
        first += "\t" + std::to_string(glycine[std::size_t(r)]);
        second += "\t" + std::to_string(alanine[std::size_t(r)]);
    }
    table << header << "\n" << first << "\n" << second << "\n";
}

std::string whole_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("quality: the table of variables goes to stdout, the answer to stderr", "[cli][quality]") {
    const TempFolder here;
    write_tables(here);
    const Start start{.folder = here.path()};
    const Outcome few = run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv"});
    CHECK(few.exit_code == 0);
    CHECK_THAT(few.out, Contains("\tnot estimable\tnot estimable: too few QCs (4 of 5)"));
    CHECK_THAT(few.err, Contains("There are only 4 QCs of 5 needed"));
    const Outcome out =
        run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "--quality.least_qcs", "4"});
    CHECK(out.exit_code == 0);
    CHECK_THAT(out.out, StartsWith("variable_id\tname\tunit\tgrade\treason\t"));
    CHECK_THAT(out.out, Contains("\nglycine\t\t\tA\tRSD 0.8 % in 4 QCs"));
    CHECK_THAT(out.out, Contains("\nalanine\t\t\tD\tRSD "));
    CHECK_THAT(out.err, Contains("Only 1 of 2 variables are steady enough"));
    CHECK_THAT(run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "--lang", "ja"}).err,
               Contains("QC が 4 件しかありません"));
}

TEST_CASE("quality: -o writes five files, the same for any order of columns, and may write them again",
          "[cli][quality]") {
    const TempFolder here, other;
    write_tables(here);
    write_tables(other, true);
    for (const TempFolder* folder : {&here, &other}) {
        const Start start{.folder = folder->path()};
        const Outcome out = run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "-o", "q",
                                               "--quality.least_qcs", "4", "-j", folder == &here ? "1" : "3"});
        CHECK(out.exit_code == 0);
        CHECK(out.out.empty());
        for (const char* name : {"quality.html", "quality.tsv", "quality_runs.tsv", "quality.json", "quality.mzqc"})
            CHECK(std::filesystem::file_size(folder->path() / "q" / name) > 100);
    }
    CHECK(whole_text(here.path() / "q/quality_runs.tsv") == whole_text(other.path() / "q/quality_runs.tsv"));
    CHECK(whole_text(here.path() / "q/quality.tsv") == whole_text(other.path() / "q/quality.tsv"));
    CHECK(whole_text(here.path() / "q/quality.html") == whole_text(other.path() / "q/quality.html"));
    const Start start{.folder = here.path()};
    CHECK(run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "-o", "q"}).exit_code == 0);
    std::filesystem::create_directory(here.path() / "foreign");
    std::ofstream(here.path() / "foreign/notes.txt") << "mine";
    CHECK(run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "-o", "foreign"}).exit_code == 2);
}

TEST_CASE("quality: --json answers in JSON; wrong bounds and scales are refused in one line", "[cli][quality]") {
    const TempFolder here;
    write_tables(here);
    const Start start{.folder = here.path()};
    const Outcome json = run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "--json", "-q"});
    CHECK(nlohmann::json::parse(json.out)["counts"]["grades"]["not estimable"] == 2);
    const Outcome falling =
        run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "--quality.grade_a_percent", "50"});
    CHECK(falling.exit_code == 2);
    CHECK_THAT(falling.err, Contains("must not fall"));
    CHECK(run_gassan(start, {"quality", "areas.tsv", "--samples", "samples.tsv", "--strict"}).exit_code == 1);
    CHECK(run_gassan(start, {"quality", "nowhere.tsv"}).exit_code == 2);
}
