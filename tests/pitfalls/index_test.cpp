/// \file
/// The list of pitfalls (README.md of this folder) against the sources of the tests: what is asked for has a test, and
/// what is named exists. Each pitfall stands in a TEST_CASE of its own, "Pitfall 9: ...".

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr std::array asked = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 18, 19,
                              20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 36, 37, 38};
const fs::path tests = fs::path(GASSAN_SOURCE_DIR) / "tests";

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> cases_of(const std::string& source) {
    static const std::regex head(R"re(TEST_CASE\(\s*"([^"]*)")re");
    std::vector<std::string> names;
    for (std::sregex_iterator at(source.begin(), source.end(), head), end; at != end; ++at) names.push_back((*at)[1]);
    return names;
}

/// Numbers of "Pitfall 9: ..." among the names of cases; "Pitfalls 9 and 10" counts for both.
std::set<int> pitfalls_in(const std::vector<std::string>& names) {
    static const std::regex word(R"(\bpitfalls?((?:[ ,]+(?:and )?[0-9]+)+))", std::regex::icase), number("[0-9]+");
    std::set<int> found;
    for (const std::string& name : names)
        for (std::sregex_iterator at(name.begin(), name.end(), word), end; at != end; ++at) {
            const std::string numbers = (*at)[1];
            for (std::sregex_iterator one(numbers.begin(), numbers.end(), number); one != end; ++one)
                found.insert(std::stoi(one->str()));
        }
    return found;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

struct Row {
    int number;
    std::string tests;  ///< the last cell
};

std::vector<Row> rows_of(const std::string& readme) {
    static const std::regex row(R"(\n\| ([0-9]+) \|[^|\n]*\|[^|\n]*\|([^|\n]*)\|)");
    std::vector<Row> rows;
    for (std::sregex_iterator at(readme.begin(), readme.end(), row), end; at != end; ++at)
        rows.push_back({std::stoi((*at)[1]), (*at)[2]});
    return rows;
}

/// A file that a row names and, where it does, the case in it.
using Named = std::pair<fs::path, std::string>;

std::vector<Named> named_in(const std::string& cell) {
    static const std::regex name(R"re(`([^`]+)`(?:: "([^"]+)")?)re");
    std::vector<Named> all;
    for (std::sregex_iterator at(cell.begin(), cell.end(), name), end; at != end; ++at) {
        const std::string file = (*at)[1];
        all.emplace_back(file.starts_with("tests/") ? fs::path(GASSAN_SOURCE_DIR) / file : tests / "pitfalls" / file,
                         (*at)[2]);
    }
    return all;
}

/// What is wrong with a row's file: it is not there, or does not hold its case.
std::vector<std::string> faults_of(const Row& row) {
    std::vector<std::string> faults;
    for (const auto& [path, name] : named_in(row.tests)) {
        const auto cases = cases_of(text_of(path));
        const bool stands =
            name.empty() ? pitfalls_in(cases).contains(row.number) : std::count(cases.begin(), cases.end(), name) == 1;
        if (!stands) faults.push_back(std::to_string(row.number) + " in " + path.filename().string());
    }
    return faults;
}

}  // namespace

TEST_CASE("pitfalls: every number that is asked for has a test", "[pitfalls]") {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(tests))
        if (entry.path().extension() == ".cpp" && entry.path().filename() != "index_test.cpp")
            for (std::string& name : cases_of(text_of(entry.path()))) names.push_back(std::move(name));
    REQUIRE(names.size() > 500);
    const std::set<int> found = pitfalls_in(names);
    std::vector<std::string> missing;
    for (const int number : asked)
        if (!found.contains(number)) missing.push_back(std::to_string(number));
    INFO("no TEST_CASE names pitfall " << joined(missing));
    CHECK(missing.empty());
}

TEST_CASE("pitfalls: the table has all of them, and what it names is there", "[pitfalls]") {
    const std::vector<Row> rows = rows_of(text_of(tests / "pitfalls" / "README.md"));
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].number == int(i) + 1);
        for (std::string& fault : faults_of(rows[i])) faults.push_back(std::move(fault));
        const bool needed = std::find(asked.begin(), asked.end(), rows[i].number) != asked.end();
        if (needed && named_in(rows[i].tests).empty()) faults.push_back(std::to_string(rows[i].number) + " names none");
    }
    CHECK(rows.size() == 38);
    INFO("not there: " << joined(faults));
    CHECK(faults.empty());
}

TEST_CASE("pitfalls: numbers are read from names as they are meant", "[pitfalls]") {
    CHECK(pitfalls_in({"Pitfall 9: one width", "pitfall 38"}) == std::set{9, 38});
    CHECK(pitfalls_in({"Pitfalls 10, 11 and 13: a peak of 4 points"}) == std::set{10, 11, 13});
    CHECK(pitfalls_in({"shapes: 12 peaks", "no pitfall in 7 runs"}).empty());
}
