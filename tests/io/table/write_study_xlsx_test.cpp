#include "core/base/error.hpp"
#include "io/base/faults.hpp"
#include "io/table/quantity_tables.hpp"
#include "io/table/study_tables.hpp"
#include "io/table/write_study.hpp"
#include "tests/support/made_study.hpp"
#include "tests/support/program.hpp"
#include "tests/support/workbook.hpp"

#include <sys/resource.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <charconv>
#include <clocale>
#include <csignal>
#include <cstdlib>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

double value_of(const std::string& text) {
    double value = no_value;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<Sheet> written(const TempFolder& here, const MadeStudy& made) {
    write_study_xlsx(here / "study.xlsx", made.study, made.result);
    return sheets_of(here / "study.xlsx");
}

const Sheet& named(const std::vector<Sheet>& sheets, const std::string& name) {
    const auto found = std::find_if(sheets.begin(), sheets.end(), [&](const Sheet& s) { return s.name == name; });
    REQUIRE(found != sheets.end());
    return *found;
}

/// Every cell of the table is in the sheet as number or text, and nothing else is.
void check_same(const Sheet& sheet, const StudyTable& table) {
    std::size_t filled = 0;
    const auto check = [&](int row, int column, const std::string& text, bool is_number) {
        const auto found = sheet.cells.find({row, column});
        INFO(sheet.name << " row " << row << " column " << column << ": " << text);
        if (text.empty()) {
            CHECK((found == sheet.cells.end() || found->second.text.empty()));
            return;
        }
        ++filled;
        REQUIRE(found != sheet.cells.end());
        CHECK(found->second.is_number == is_number);
        if (is_number)
            CHECK(value_of(found->second.text) == value_of(text));
        else
            CHECK(found->second.text == text);
    };
    for (std::size_t i = 0; i < table.columns.size(); ++i) check(0, int(i), table.columns[i].name, false);
    int number = 0;
    table.for_each_row([&](const StudyRow& row) {
        ++number;
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            check(number, int(i), row.cells[i], table.columns[i].is_number);
    });
    CHECK(filled == std::size_t(std::count_if(sheet.cells.begin(), sheet.cells.end(),
                                              [](const auto& cell) { return !cell.second.text.empty(); })));
}

/// The C library prints ',' decimals for as long as this lives; made here, since few machines have such a locale.
class GermanNumbers {
public:
    explicit GermanNumbers(const TempFolder& here) {
        const std::string made = (here / "de_DE.UTF-8").string();
        if (program({.folder = here.path()}, {"localedef", "-i", "de_DE", "-f", "UTF-8", made}).exit_code != 0) return;
        ::setenv("LOCPATH", here.path().c_str(), 1);
        is_there = std::setlocale(LC_NUMERIC, "de_DE.UTF-8") != nullptr;
    }
    ~GermanNumbers() {
        std::setlocale(LC_NUMERIC, "C");
        ::unsetenv("LOCPATH");
    }
    GermanNumbers(const GermanNumbers&) = delete;
    GermanNumbers& operator=(const GermanNumbers&) = delete;

    bool is_there = false;
};

/// No file of this process grows beyond so many bytes for as long as this lives.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace

TEST_CASE("workbook: holds the cells of the tables, numbers as numbers and names as text", "[write_study_xlsx]") {
    const TempFolder here;
    const auto made = made_study();
    const auto sheets = written(here, made);
    std::vector<std::string> names;
    for (const Sheet& sheet : sheets) names.push_back(sheet.name);
    CHECK(names == std::vector<std::string>{"runs", "features", "areas", "areas_by_specimen", "cells", "legend"});
    check_same(sheets[0], runs_table(made.study, made.result));
    check_same(sheets[1], study_features_table(made.study, made.result));
    check_same(sheets[2], areas_table(made.study, made.result));
    check_same(sheets[3], areas_by_specimen_table(made.study, made.result));
    check_same(sheets[4], cells_table(made.study, made.result));
    CHECK(sheets[0].cells.at({1, 0}).text == "=cmd");
    CHECK_FALSE(sheets[0].cells.at({1, 0}).is_number);
    CHECK(names_in(here.path()) == std::vector<std::string>{"study.xlsx"});
}

TEST_CASE("workbook: candidates and curves have their sheets where there are some", "[write_study_xlsx]") {
    const TempFolder here;
    auto made = made_study();
    auto& annotation = made.result.annotation;
    for (const FeatureTable& table : made.result.tables)
        annotation.tables.emplace_back().features.resize(table.features.size());
    Candidate candidate{.compound_id = "leu", .name = "=Leucine", .ion = "[M+H]+", .mz_error_ppm = 1.25};
    candidate.probability = 0.75;
    annotation.tables[0].features[1].candidates = {candidate, candidate};
    made.result.compounds = {{.compound_id = "leu"}};
    made.result.quantities.curves.push_back({.unit = "umol/L", .points = {{.sample_id = "S1", .concentration = 2.0}}});
    made.result.specimens.compounds = {0};
    made.result.specimens.units = {"umol/L"};
    made.result.specimens.polarities = {Polarity::positive};
    const auto sheets = written(here, made);
    check_same(named(sheets, "candidates"), candidates_table(made.result));
    check_same(named(sheets, "curves"), curves_table(made.result));
    CHECK(candidates_table(made.result).rows == 2);
    CHECK(named(sheets, "candidates").cells.at({2, 2}).text == "=Leucine");
    CHECK(named(sheets, "candidates").cells.at({1, 8}).is_number);
    CHECK(named(sheets, "candidates").frozen == "B2");
}

TEST_CASE("workbook: hostile names stay what they are", "[write_study_xlsx]") {
    const std::vector<std::pair<std::string, std::string>> names{
        {"=HYPERLINK(\"http://x\")", "=HYPERLINK(\"http://x\")"},
        {"+1", "+1"},
        {"@SUM(1)", "@SUM(1)"},
        {"007", "007"},
        {"1e5", "1e5"},
        {"2-Jan", "2-Jan"},
        {"http://example.org", "http://example.org"},
        {"<b>&amp;</b>", "<b>&amp;</b>"},
        {" ends in blanks ", " ends in blanks "},
        {"C:\\new", "C:\\new"},
        {"検体", "検体"},
        // What a spreadsheet decodes has to be escaped: _x005F_ is the underscore.
        {"a_x0041_b", "a_x005F_x0041_b"},
        {"a_x004", "a_x004"},
        {"\xff and \xe3\x81", "\xef\xbf\xbd and \xef\xbf\xbd\xef\xbf\xbd"},
    };
    const TempFolder here;
    for (const auto& [name, shown] : names) {
        auto made = made_study();
        made.study.samples[0].sample_id = made.result.runs[0].sample_id = name;
        const auto sheets = written(here, made);
        CHECK(named(sheets, "runs").cells.at({1, 0}).text == shown);
        CHECK(named(sheets, "areas").cells.at({0, 3}).text == shown);
        CHECK_FALSE(named(sheets, "cells").cells.at({1, 1}).is_number);
    }
}

TEST_CASE("workbook: a reason longer than a cell may be is cut, and says so", "[write_study_xlsx]") {
    const TempFolder here;
    auto made = made_study();
    made.result.runs[3].reason.clear();
    for (int i = 0; i < 12'000; ++i) made.result.runs[3].reason += "検";
    const auto sheets = written(here, made);
    const std::string shown = named(sheets, "runs").cells.at({4, 2}).text;
    CHECK(shown.size() <= 32'767);
    CHECK(shown.size() > 32'000);
    CHECK(shown.ends_with("検..."));
}

TEST_CASE("workbook: header and names stand still, and can be filtered", "[write_study_xlsx]") {
    const TempFolder here;
    const auto sheets = written(here, made_study());
    CHECK(named(sheets, "runs").frozen == "B2");
    CHECK(named(sheets, "runs").filtered == "A1:AR8");
    CHECK(named(sheets, "areas").frozen == "D2");
    CHECK(named(sheets, "areas").filtered == "A1:J5");
    CHECK(named(sheets, "cells").filtered == "A1:O29");
}

TEST_CASE("workbook: the colour of an area says what the cell knows, as in the legend", "[write_study_xlsx]") {
    const TempFolder here;
    const auto sheets = written(here, made_study());
    std::map<std::string, std::string> legend;
    for (const auto& [place, cell] : named(sheets, "legend").cells)
        if (place.second == 0) legend[cell.text] = cell.fill;
    CHECK(legend.at("measured").empty());
    CHECK(legend.at("filled") == "FFBFE0F5");
    const auto fill = [&](int row, int column) {
        const auto& cells = named(sheets, "areas").cells;
        const auto found = cells.find({row, column});
        return found == cells.end() ? std::string() : found->second.fill;
    };
    // Columns after the three of the feature: =cmd, QC, negative, broken, warned, rep2, lost.
    CHECK(fill(1, 3).empty());
    CHECK(fill(2, 3) == legend.at("below_limit"));
    CHECK(fill(2, 8) == legend.at("filled"));
    CHECK(fill(2, 7) == legend.at("not_measured"));
    CHECK(fill(2, 6) == legend.at("failed"));
    CHECK(fill(2, 5).empty());  // the other polarity
    CHECK(fill(2, 0).empty());
    std::vector<std::string> colours;
    for (const char* kind : {"measured", "filled", "below_limit", "not_measured", "failed"})
        colours.push_back(legend.at(kind));
    std::sort(colours.begin(), colours.end());
    CHECK(std::unique(colours.begin(), colours.end()) == colours.end());
}

TEST_CASE("workbook: the same study gives the same bytes, whenever it is written", "[write_study_xlsx]") {
    const TempFolder here;
    const auto made = made_study();
    write_study_xlsx(here / "a.xlsx", made.study, made.result);
    write_study_xlsx(here / "b.xlsx", made.study, made.result);
    CHECK(text_of(here / "a.xlsx") == text_of(here / "b.xlsx"));
    CHECK_THAT(workbook_part(here / "a.xlsx", "docProps/core.xml"), Contains("2000-01-01T00:00:00Z"));
}

TEST_CASE("workbook: and the same bytes in a German locale, made here", "[write_study_xlsx]") {
    const TempFolder here;
    const auto made = made_study();
    write_study_xlsx(here / "a.xlsx", made.study, made.result);
    std::string tables, german_tables;
    cells_tsv(made.study, made.result, [&](std::string_view piece) { tables += piece; });
    {
        const GermanNumbers german(here);
        if (!german.is_there)
            return skipped("workbook: German locale", "localedef cannot make de_DE (package locales)");
        CHECK(std::localeconv()->decimal_point == std::string(","));
        write_study_xlsx(here / "b.xlsx", made.study, made.result);
        cells_tsv(made.study, made.result, [&](std::string_view piece) { german_tables += piece; });
        CHECK(std::localeconv()->decimal_point == std::string(","));
    }
    CHECK(text_of(here / "a.xlsx") == text_of(here / "b.xlsx"));
    CHECK(tables == german_tables);
}

TEST_CASE("workbook: a table larger than a sheet is told where it is", "[write_study_xlsx]") {
    // 16,400 failed runs and 64 features: too many columns for areas, too many rows for cells.
    MadeStudy made;
    made.result.tables.resize(1);
    made.result.tables[0].frame.polarity = Polarity::positive;
    made.result.tables[0].features.resize(64);
    for (int i = 0; i < 16'400; ++i) {
        const std::string id = "r" + std::to_string(i);
        made.study.samples.push_back({.sample_id = id, .specimen_id = id});
        made.result.runs.push_back({.sample_id = id});
    }
    const TempFolder here;
    const auto sheets = written(here, made);
    CHECK(named(sheets, "runs").cells.count({16'400, 0}) == 1);
    CHECK(named(sheets, "areas").cells.size() == 1);
    CHECK_THAT(named(sheets, "areas").cells.at({0, 0}).text, Contains("16403 columns") && Contains("areas.tsv"));
    CHECK(named(sheets, "cells").cells.size() == 1);
    CHECK_THAT(named(sheets, "cells").cells.at({0, 0}).text, Contains("1049600 rows") && Contains("cells.tsv"));
    // No specimen joins two runs.
    CHECK(std::none_of(sheets.begin(), sheets.end(), [](const Sheet& s) { return s.name == "areas_by_specimen"; }));
}

TEST_CASE("workbook: where it cannot be written nothing is left", "[write_study_xlsx]") {
    const TempFolder here;
    const auto made = made_study();
    CHECK_THROWS_AS(write_study_xlsx(here / "none" / "study.xlsx", made.study, made.result), EnvironmentError);
    std::filesystem::create_directory(here / "taken.xlsx");
    CHECK_THROWS_AS(write_study_xlsx(here / "taken.xlsx", made.study, made.result), EnvironmentError);
    CHECK(names_in(here.path()) == std::vector<std::string>{"taken.xlsx"});
}

TEST_CASE("workbook: a disk that has no room for its rows is told, not passed over", "[write_study_xlsx]") {
    // No file may grow beyond 1 MB: the rows on their way do, the workbook, being packed, would not.
    auto made = made_study();
    FeatureTable& table = made.result.tables[0];
    const std::vector<Cell> cells = table.cells;
    for (int more = 0; more < 700; ++more) {
        table.features.insert(table.features.end(), table.features.begin(), table.features.begin() + 3);
        table.cells.insert(table.cells.end(), cells.begin(), cells.end());
    }
    const TempFolder here;
    put_text(here / "study.xlsx", "before");
    {
        const SmallFiles small(1u << 20);
        CHECK_THROWS_AS(write_study_xlsx(here / "study.xlsx", made.study, made.result), EnvironmentError);
    }
    CHECK(text_of(here / "study.xlsx") == "before");
    CHECK(names_in(here.path()) == std::vector<std::string>{"study.xlsx"});
    write_study_xlsx(here / "study.xlsx", made.study, made.result);
    CHECK(std::filesystem::file_size(here / "study.xlsx") < 1u << 20);
}
