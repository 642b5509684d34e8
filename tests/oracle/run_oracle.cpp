#include "tests/oracle/run_oracle.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

namespace gassan {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t lines_shown = 5;

/// As a person would know a name again: numbers by ten digits (a grid value written with 15, and with 17).
std::string same_name(const std::string& cell) {
    const auto value = oracle_value(cell);
    if (!value || !std::isfinite(*value)) return cell;
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, *value, std::chars_format::scientific, 9).ptr;
    return std::string(text, end);
}

/// Where each name is, the k-th of equal names for the k-th.
std::map<std::pair<std::string, std::size_t>, std::size_t> places_of(const std::vector<std::string>& names) {
    std::map<std::pair<std::string, std::size_t>, std::size_t> places;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < names.size(); ++i) places[{names[i], seen[names[i]]++}] = i;
    return places;
}

struct Pairs {
    std::vector<std::pair<std::size_t, std::size_t>> both;  ///< expected, got
    std::vector<std::string> missing, extra;
};

Pairs pair_up(const std::vector<std::string>& expected, const std::vector<std::string>& got) {
    Pairs pairs;
    const auto theirs = places_of(expected), ours = places_of(got);
    std::set<std::size_t> taken;
    for (const auto& [name, place] : theirs) {
        const auto found = ours.find(name);
        if (found == ours.end()) {
            pairs.missing.push_back(name.first);
        } else {
            pairs.both.emplace_back(place, found->second);
            taken.insert(found->second);
        }
    }
    for (std::size_t i = 0; i < got.size(); ++i)
        if (!taken.contains(i)) pairs.extra.push_back(got[i]);
    std::sort(pairs.both.begin(), pairs.both.end());
    return pairs;
}

std::vector<std::string> keys_of(const std::vector<std::vector<std::string>>& rows, std::size_t keys) {
    std::vector<std::string> names;
    for (const auto& row : rows) {
        std::string& name = names.emplace_back(row.at(0));
        for (std::size_t i = 1; i < keys; ++i) name += " | " + same_name(row.at(i));
    }
    return names;
}

Tolerance tolerance_of(const OracleAnswer& answer, const std::string& row, const std::string& column) {
    if (const auto found = answer.of_row.find(row); found != answer.of_row.end()) return found->second;
    if (const auto found = answer.of_column.find(column); found != answer.of_column.end()) return found->second;
    return answer.tolerance;
}

bool same_cell(const std::string& expected, const std::string& got, Tolerance tolerance) {
    const auto theirs = oracle_value(expected), ours = oracle_value(got);
    if (!theirs || !ours) return expected == got;
    if (std::isnan(*theirs) || std::isnan(*ours)) return std::isnan(*theirs) && std::isnan(*ours);
    if (std::isinf(*theirs) || std::isinf(*ours)) return *theirs == *ours;
    return std::abs(*theirs - *ours) <= tolerance.absolute + tolerance.relative * std::abs(*theirs);
}

/// Single keys of whole tables may be names that look like numbers ("1e5", "100000"): they stay text where that serves.
Pairs pair_rows(const OracleTable& expected, const OracleAnswer& answer) {
    auto theirs = keys_of(expected.rows, answer.keys), ours = keys_of(answer.rows, answer.keys);
    Pairs pairs = pair_up(theirs, ours);
    if (pairs.missing.empty() || pairs.extra.empty()) return pairs;
    for (auto* names : {&theirs, &ours}) {
        const auto& rows = names == &theirs ? expected.rows : answer.rows;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto bar = (*names)[i].find(" | ");
            (*names)[i] = same_name(rows[i][0]) + (bar == std::string::npos ? "" : (*names)[i].substr(bar));
        }
    }
    Pairs by_number = pair_up(theirs, ours);
    return by_number.missing.size() < pairs.missing.size() ? by_number : pairs;
}

bool is_ours(const OracleAnswer& answer, const std::string& column) {
    return std::find(answer.not_ours.begin(), answer.not_ours.end(), column) == answer.not_ours.end();
}

/// Everything of one case.
class CaseRun {
public:
    CaseRun(fs::path folder, std::ostream& out) : given_{std::move(folder)}, out_(out) {}

    void run(OracleTopic topic) {
        std::set<std::string> expected;
        for (const auto& entry : fs::directory_iterator(given_.folder)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("exp_") && name.ends_with(".tsv")) expected.insert(name);
        }
        if (expected.empty()) fail("holds no expected table exp_*.tsv");
        try {
            for (const OracleAnswer& answer : topic(given_)) {
                if (expected.erase(answer.file) == 0) continue;
                compare(answer);
                ++tables;
            }
        } catch (const std::exception& error) {
            fail(error.what());
        }
        for (const std::string& name : expected) fail(name + ": an expected table was not compared");
    }

    std::size_t tables = 0, failures = 0;

private:
    OracleCase given_;
    std::ostream& out_;

    void fail(const std::string& what) {
        ++failures;
        out_ << "FAILED: " << given_.folder.filename().string() << ": " << what << '\n';
    }

    void compare(const OracleAnswer& answer) {
        const auto lines = oracle_differences(given_.table(answer.file), answer);
        for (std::size_t i = 0; i < std::min(lines.size(), lines_shown); ++i) fail(answer.file + ": " + lines[i]);
        if (lines.size() <= lines_shown) return;
        fail(answer.file + ": " + std::to_string(lines.size()) + " differences in all");
        failures += lines.size() - lines_shown - 1;
    }
};

bool names_topic(const std::string& name) {
    return name.size() > 1 && std::isdigit(static_cast<unsigned char>(name[0])) &&
           std::isdigit(static_cast<unsigned char>(name[1])) &&
           (name.size() == 2 || !std::isdigit(static_cast<unsigned char>(name[2])));
}

}  // namespace

std::vector<std::string> oracle_differences(const OracleTable& expected, const OracleAnswer& answer) {
    std::vector<std::string> lines;
    for (const auto& row : answer.rows)
        if (row.size() != answer.header.size()) throw Error("a row of the answer has not as many cells as its header");
    if (expected.rows.empty() && answer.rows.empty()) return lines;
    const Pairs columns = pair_up(expected.header, answer.header);
    for (const std::string& name : columns.missing)
        if (is_ours(answer, name)) lines.push_back("the column " + name + " is missing");
    for (const std::string& name : columns.extra) lines.push_back("the column " + name + " is not expected");
    const Pairs rows = pair_rows(expected, answer);
    for (const std::string& name : rows.missing) lines.push_back("the row " + name + " is missing");
    for (const std::string& name : rows.extra) lines.push_back("the row " + name + " is not expected");
    for (const auto& [their_row, our_row] : rows.both)
        for (const auto& [their_column, our_column] : columns.both) {
            const std::string& column = expected.header[their_column];
            if (their_column < answer.keys || !is_ours(answer, column)) continue;
            const std::string &theirs = expected.rows[their_row][their_column],
                              &ours = answer.rows[our_row][our_column];
            const std::string& row = expected.rows[their_row][0];
            if (!same_cell(theirs, ours, tolerance_of(answer, row, column)))
                lines.push_back("row " + keys_of({expected.rows[their_row]}, answer.keys)[0] + ", column " + column +
                                ": expected " + theirs + ", got " + ours);
        }
    return lines;
}

int run_oracle(const fs::path& place, const std::map<std::string, OracleTopic>& topics, const std::string& title,
               std::ostream& out) {
    if (!fs::exists(place)) {
        out << "SKIPPED: " << title << ": " << place.string() << " is not there\n";
        return 77;
    }
    std::set<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(place))
        if (entry.is_directory() && entry.path().filename().string()[0] != '.') folders.insert(entry.path());
    std::size_t cases = 0, tables = 0, failures = 0;
    std::vector<std::string> unhandled;
    for (const fs::path& folder : folders) {
        const std::string name = folder.filename().string();
        const auto topic = names_topic(name) ? topics.find(name.substr(0, 2)) : topics.end();
        if (topic == topics.end()) {
            unhandled.push_back(name);
            continue;
        }
        CaseRun run(folder, out);
        run.run(topic->second);
        ++cases;
        tables += run.tables;
        failures += run.failures;
    }
    if (folders.empty()) {
        out << "FAILED: " << place.string() << ": holds no case folder\n";
        ++failures;
    }
    for (const std::string& name : unhandled) out << "not handled yet: " << name << '\n';
    if (!unhandled.empty()) out << title << ": " << unhandled.size() << " cases of topics not handled yet\n";
    out << title << ": " << cases << " cases, " << tables << " tables compared\n";
    if (failures > 0) out << title << ": " << failures << " differences\n";
    return failures > 0 ? 1 : 0;
}

}  // namespace gassan
