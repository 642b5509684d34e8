#include "tests/oracle/run_oracle.hpp"

#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>
#include <fstream>
#include <sstream>

using namespace gassan;
namespace fs = std::filesystem;

namespace {

/// Case folders, gone with it.
class Place {
public:
    Place() : path_(fs::temp_directory_path() / ("oracle_test_" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    ~Place() { fs::remove_all(path_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    void put(const std::string& file, const std::string& text) const {
        fs::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file) << text;
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// Twice the value of each row of in_data.tsv.
std::vector<OracleAnswer> doubled(const OracleCase& given) {
    const OracleTable data = given.table("in_data.tsv");
    OracleAnswer answer;
    answer.file = "exp_double.tsv";
    answer.header = {"key", "double"};
    const auto values = data.numbers("value");
    for (std::size_t i = 0; i < values.size(); ++i)
        answer.rows.push_back({data.texts("key")[i], oracle_number(2.0 * values[i])});
    return {answer};
}

struct Told {
    int code = 0;
    std::string text;
};

Told told(const fs::path& place) {
    std::ostringstream out;
    const int code = run_oracle(place, {{"01", doubled}}, "oracle", out);
    return {code, out.str()};
}

std::vector<std::string> differences(const OracleTable& expected, const OracleAnswer& answer) {
    return oracle_differences(expected, answer);
}

const char* const data = "key\tvalue\na\t1.5\nb\tNA\nc\t-Inf\n";
const char* const good = "key\tdouble\nc\t-Inf\na\t3.0000000001\nb\tNA\n";

}  // namespace

TEST_CASE("Oracle runner: a case that agrees is counted with its tables, in any order of rows") {
    const Place place;
    place.put("01_some/in_data.tsv", data);
    place.put("01_some/exp_double.tsv", good);
    const auto [code, text] = told(place.path());
    CHECK(text == "oracle: 1 cases, 1 tables compared\n");
    CHECK(code == 0);
}

TEST_CASE("Oracle runner: a wrong number is a difference that names row, column, expected and got") {
    const Place place;
    place.put("01_some/in_data.tsv", data);
    place.put("01_some/exp_double.tsv", "key\tdouble\na\t3.1\nb\tNA\nc\t-Inf\n");
    const auto [code, text] = told(place.path());
    CHECK(code == 1);
    CHECK(text.find("FAILED: 01_some: exp_double.tsv: row a, column double: expected 3.1, got 3\n") == 0);
}

TEST_CASE("Oracle runner: an expected table that nobody compared is a failure") {
    const Place place;
    place.put("01_some/in_data.tsv", data);
    place.put("01_some/exp_double.tsv", good);
    place.put("01_some/exp_other.tsv", "key\tvalue\n");
    const auto [code, text] = told(place.path());
    CHECK(code == 1);
    CHECK(text.find("exp_other.tsv: an expected table was not compared") != std::string::npos);
}

TEST_CASE("Oracle runner: a place without cases and a case without expected tables are failures") {
    const Place place;
    CHECK(told(place.path()).code == 1);
    place.put("01_some/in_data.tsv", data);
    const auto [code, text] = told(place.path());
    CHECK(code == 1);
    CHECK(text.find("01_some: holds no expected table") != std::string::npos);
}

TEST_CASE("Oracle runner: topics that nobody handles are listed by name and counted, and fail nothing") {
    const Place place;
    place.put("77_later/exp_x.tsv", "key\n");
    place.put("notes/exp_x.tsv", "key\n");
    const auto [code, text] = told(place.path());
    CHECK(code == 0);
    CHECK(text ==
          "not handled yet: 77_later\nnot handled yet: notes\noracle: 2 cases of topics not handled yet\n"
          "oracle: 0 cases, 0 tables compared\n");
}

TEST_CASE("Oracle runner: a topic that throws fails with its reason and its tables") {
    const Place place;
    place.put("01_some/in_data.tsv", "key\tvalue\na\tx\n");
    place.put("01_some/exp_double.tsv", good);
    const auto [code, text] = told(place.path());
    CHECK(code == 1);
    CHECK(text.find("not a number: x") != std::string::npos);
    CHECK(text.find("exp_double.tsv: an expected table was not compared") != std::string::npos);
}

TEST_CASE("Oracle runner: a place that is not there is skipped by name") {
    const auto [code, text] = told("/nowhere/oracle");
    CHECK(code == 77);
    CHECK(text == "SKIPPED: oracle: /nowhere/oracle is not there\n");
}

TEST_CASE("Oracle runner: a table with many differences shows five and counts all") {
    const Place place;
    std::string values = "key\tvalue\n", wrong = "key\tdouble\n";
    for (int i = 0; i < 9; ++i) {
        values += std::to_string(i) + "\t1\n";
        wrong += std::to_string(i) + "\t1\n";
    }
    place.put("01_some/in_data.tsv", values);
    place.put("01_some/exp_double.tsv", wrong);
    const auto [code, text] = told(place.path());
    CHECK(code == 1);
    CHECK(text.find("exp_double.tsv: 9 differences in all") != std::string::npos);
    CHECK(text.find("oracle: 9 differences") != std::string::npos);
}

TEST_CASE("Oracle comparison: missing and extra rows and columns are differences, columns not ours are not") {
    OracleAnswer answer{"exp.tsv", 1, {"id", "x", "y"}, {{"a", "1", "2"}, {"b", "1", "2"}}};
    CHECK(differences({{"id", "x", "z"}, {{"a", "1", "3"}, {"c", "1", "3"}}}, answer) ==
          std::vector<std::string>{"the column z is missing", "the column y is not expected", "the row c is missing",
                                   "the row b is not expected"});
    answer.not_ours = {"z"};
    CHECK(differences({{"id", "x", "y", "z"}, {{"b", "1", "2", "9"}, {"a", "1", "2", "9"}}}, answer).empty());
}

TEST_CASE("Oracle comparison: NA is only NA, infinity only itself, and text is compared as text") {
    const auto off = [](const std::string& expected, const std::string& got) {
        return differences({{"id", "x"}, {{"a", expected}}}, {"exp.tsv", 1, {"id", "x"}, {{"a", got}}}).size();
    };
    CHECK(off("NA", "NA") == 0);
    CHECK(off("NA", "0") == 1);
    CHECK(off("0", "NA") == 1);
    CHECK(off("Inf", "Inf") == 0);
    CHECK(off("Inf", "-Inf") == 1);
    CHECK(off("Inf", "1e308") == 1);
    CHECK(off("ne1", "ne1") == 0);
    CHECK(off("ne1", "ne10") == 1);
    CHECK(off("2", "2.0000000019") == 0);
    CHECK(off("2", "2.0000000021") == 1);
    CHECK(off("0", "9e-13") == 0);
    CHECK(off("0", "2e-12") == 1);
}

TEST_CASE("Oracle comparison: a tolerance of a column or of a row stands instead of that of the table") {
    OracleAnswer answer{"exp.tsv", 1, {"id", "x", "y"}, {{"a", "1.1", "1"}, {"b", "1", "1.1"}}};
    const OracleTable expected{{"id", "x", "y"}, {{"a", "1", "1"}, {"b", "1", "1"}}};
    CHECK(differences(expected, answer).size() == 2);
    answer.of_column["x"] = {0.2, 0.0};
    CHECK(differences(expected, answer).size() == 1);
    answer.of_row["b"] = {0.2, 0.0};
    CHECK(differences(expected, answer).empty());
}

TEST_CASE("Oracle comparison: rows are known by several keys, numbers among them by their value, equal ones by order") {
    const OracleTable expected{
        {"group", "lambda", "df"},
        {{"p", "3.16227766016838e-06", "1"}, {"p", "10", "2"}, {"q", "10", "3"}, {"q", "10", "4"}}};
    OracleAnswer answer{"exp.tsv",
                        2,
                        {"group", "lambda", "df"},
                        {{"q", "10", "3"}, {"p", "10", "2"}, {"q", "10", "4"}, {"p", "3.1622776601683792e-06", "1"}}};
    CHECK(differences(expected, answer).empty());
    std::swap(answer.rows[0], answer.rows[2]);
    CHECK(differences(expected, answer).size() == 2);
}

TEST_CASE("Oracle comparison: a table without rows is equal to any other without rows") {
    CHECK(differences({{""}, {}}, {"exp.tsv", 1, {"id", "x"}, {}}).empty());
    CHECK(differences({{"id", "x"}, {}}, {"exp.tsv", 1, {"id", "x"}, {{"a", "1"}}}).size() == 1);
}

TEST_CASE("Oracle numbers: 17 digits come back as the same number") {
    for (const double value : {0.1, -1.0 / 3.0, 1e-300, 12345678901234567.0})
        CHECK(oracle_value(oracle_number(value)).value() == value);
    CHECK(std::isnan(oracle_value("NA").value()));
    CHECK_FALSE(oracle_value("1,5").has_value());
    CHECK_FALSE(oracle_value("ne1").has_value());
}
