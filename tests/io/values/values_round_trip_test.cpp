#include "core/base/random.hpp"
#include "io/base/faults.hpp"
#include "io/values/read_values.hpp"
#include "io/values/write_values.hpp"
#include "tests/support/made_values.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace gassan;
using namespace gassan::test;
namespace fs = std::filesystem;

namespace {

constexpr std::array formats{ValuesFormat::tsv, ValuesFormat::csv, ValuesFormat::long_tsv, ValuesFormat::xlsx,
                             ValuesFormat::w4m};

fs::path file_of(const fs::path& folder, ValuesFormat format) {
    switch (format) {
        case ValuesFormat::csv:
            return folder / "values.csv";
        case ValuesFormat::xlsx:
            return folder / "values.xlsx";
        case ValuesFormat::w4m:
            return folder / "w4m";
        default:
            return folder / "values.tsv";
    }
}

ValueTable read_back(const fs::path& path) {
    FaultBook faults;
    NoteBook notes;
    const std::vector<fs::path> inputs{path};
    ValueTable table = read_values(inputs, {}, faults, notes);
    for (const std::string& line : faults.lines()) UNSCOPED_INFO(line);
    REQUIRE(faults.empty());
    return table;
}

std::map<std::string, std::string> bytes_of(const fs::path& path, ValuesFormat format) {
    std::map<std::string, std::string> bytes;
    for (const fs::path& file : value_files(path, format)) bytes[file.filename().string()] = text_of(file);
    return bytes;
}

}  // namespace

TEST_CASE("values: every format gives back what was written, to the last bit, and the same bytes again", "[values]") {
    for (std::uint64_t seed = 0; seed < 60; ++seed)
        for (const ValuesFormat format : formats) {
            INFO("seed " << seed << ", format " << int(format));
            const TempFolder first, second;
            const ValueTable table = made_values(seed);
            write_values(file_of(first.path(), format), table, format);
            const ValueTable back = read_back(file_of(first.path(), format));
            REQUIRE(difference(table, back) == "");
            write_values(file_of(second.path(), format), back, format);
            CHECK(bytes_of(file_of(first.path(), format), format) == bytes_of(file_of(second.path(), format), format));
        }
}

TEST_CASE("values: the three tables of Workflow4Metabolomics are recognised in any order", "[values]") {
    const TempFolder here;
    const ValueTable table = made_values(5);
    write_values(here.path(), table, ValuesFormat::w4m);
    std::vector<fs::path> files{here / "dataMatrix.tsv", here / "sampleMetadata.tsv", here / "variableMetadata.tsv"};
    std::sort(files.begin(), files.end());
    do {
        FaultBook faults;
        NoteBook notes;
        const ValueTable back = read_values(files, {}, faults, notes);
        REQUIRE(faults.lines() == std::vector<std::string>{});
        CHECK(difference(table, back) == "");
    } while (std::next_permutation(files.begin(), files.end()));
}

TEST_CASE("values: a table that does not hold its promises is not written", "[values]") {
    const TempFolder here;
    const auto refused = [&](ValueTable table) {
        CHECK_THROWS_AS(write_values(here / "v.tsv", table, ValuesFormat::tsv), ParameterError);
        CHECK(names_in(here.path()).empty());
    };
    ValueTable table = made_values(3);
    table.kinds[0] = CellKind::measured;
    table.values[0] = std::nan("");
    refused(table);
    table = made_values(3);
    table.values[0] = INFINITY;
    refused(table);
    table = made_values(3);
    table.variables.back().id = table.variables.front().id;
    refused(table);
    table = made_values(3);
    table.facts[0] = "Unit";
    refused(table);
    table = made_values(3);
    table.study.covariates[0] = "batch";
    refused(table);
    table = made_values(3);
    table.study.samples[0].sample_id = "a\tb";
    refused(table);
}

TEST_CASE("values: a workbook of many cells, read row by row, is the same as a text", "[values]") {
    Study study;
    for (int s = 0; s < 500; ++s) {
        study.samples.emplace_back().sample_id = "S" + std::to_string(s);
        study.samples.back().specimen_id = study.samples.back().sample_id;
    }
    std::vector<Variable> variables(500);
    for (std::size_t v = 0; v < variables.size(); ++v) variables[v].id = "row <" + std::to_string(v) + ">";
    ValueTable table = empty_values(std::move(study), std::move(variables));
    for (std::size_t at = 0; at < table.values.size(); ++at) {
        table.kinds[at] = at % 7 == 3 ? CellKind::below_limit : CellKind::measured;
        if (table.kinds[at] == CellKind::measured) table.values[at] = std::sqrt(double(at) + 1e5);
    }
    const TempFolder here;
    write_values(here / "large.xlsx", table, ValuesFormat::xlsx);
    CHECK(difference(table, read_back(here / "large.xlsx")) == "");
}

TEST_CASE("values: damaged files end in a table or in faults of one line each, and nothing else", "[values]") {
    RandomStream dice(2026, 78);
    const auto any = [&](std::size_t below) { return std::size_t(dice.bits32()) % below; };
    for (const ValuesFormat format : formats)
        for (std::uint64_t seed = 100; seed < 104; ++seed) {
            const TempFolder here;
            const fs::path path = file_of(here.path(), format);
            write_values(path, made_values(seed), format);
            const std::vector<fs::path> files = value_files(path, format), inputs{path};
            for (int round = 0; round < 60; ++round) {
                const fs::path& victim = files[any(files.size())];
                const std::string whole = text_of(victim);
                std::string bytes = whole;
                const std::size_t at = any(bytes.size());
                switch (any(4)) {
                    case 0:
                        bytes[at] = char(dice.bits32());
                        break;
                    case 1:
                        bytes.resize(at);
                        break;
                    case 2:
                        bytes.insert(at, 1, "\t,;\"\n\r<-0e"[any(11)]);
                        break;
                    default:
                        bytes.erase(at, 1 + any(12));
                }
                put_text(victim, bytes);
                FaultBook faults;
                NoteBook notes;
                const ValueTable table = read_values(inputs, {}, faults, notes);
                for (const std::string& line : faults.lines())
                    REQUIRE(line.find_first_of("\n\r\t") == std::string::npos);
                for (const Note& note : notes.notes()) REQUIRE(note.text.find_first_of("\n\r\t") == std::string::npos);
                const std::size_t cells = table.variables.size() * table.samples();
                REQUIRE((table.values.size() == cells && table.limits.size() == cells && table.kinds.size() == cells));
                for (std::size_t i = 0; i < cells; ++i)
                    REQUIRE((!faults.empty() || !has_measurement(table.kinds[i]) || std::isfinite(table.values[i])));
                put_text(victim, whole);
            }
        }
}
