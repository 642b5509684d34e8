#include "io/table/read_features.hpp"

#include "core/base/fields.hpp"
#include "io/base/faults.hpp"
#include "io/base/gzip.hpp"
#include "io/base/note_book.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/text_window.hpp"
#include "io/table/cell_reader.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>

namespace gassan {
namespace {

constexpr std::array<std::string_view, 18> columns{
    "feature_id", "mz",        "mt_s",    "mobility_tu", "charge",  "ion",     "area",  "height", "snr",
    "fwhm_s",     "asymmetry", "begin_s", "end_s",       "area_se", "quality", "flags", "model",  "a1_s"};

constexpr std::size_t most_bytes = 64u << 20;  // as any table of a user

/// A column of numbers and what they may be.
struct NumberColumn {
    std::string_view name;
    double Feature::*member;
    FieldNote allowed;
    bool above_zero = false;
    bool required = false;
};

constexpr double any = 1e30;
constexpr NumberColumn numbers[] = {
    {"mz", &Feature::mz, {"Th", 0, 1e5}, true, true},
    {"mt_s", &Feature::mt_s, {"s", 0, 1e6}, false, true},
    {"mobility_tu", &Feature::mobility_tu, {"TU", -1e4, 1e4}},
    {"area", &Feature::area, {"counts s", 0, any}, true, true},
    {"height", &Feature::height, {"counts", 0, any}, true},
    {"snr", &Feature::snr, {"1", 0, any}},
    {"fwhm_s", &Feature::fwhm_s, {"s", 0, 1e5}, true},
    {"asymmetry", &Feature::asymmetry, {"1", 0, any}},
    {"begin_s", &Feature::begin_s, {"s", 0, 1e6}},
    {"end_s", &Feature::end_s, {"s", 0, 1e6}},
    {"area_se", &Feature::area_se, {"counts s", 0, any}},
    {"quality", &Feature::quality, {"1", 0, 1}},
    {"a1_s", &Feature::a1_s, {"s", -1e6, 1e6}},
};

/// The whole file, inflated.
std::string text_of(const RegularFile& file, bool& gzip) {
    if (file.size() > most_bytes)
        throw InputError(file.path(), "", std::to_string(file.size()) + " bytes are too many for a peak list",
                         "Give one run a file.");
    std::string bytes(std::size_t(file.size()), '\0');
    bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
    file.check_unchanged();
    gzip = is_gzip(bytes);
    if (!gzip) return bytes;
    std::size_t at = 0;
    GzipReader reader([&](char* to, std::size_t count) {
        const std::size_t some = std::min(count, bytes.size() - at);
        std::memcpy(to, bytes.data() + at, some);
        at += some;
        return some;
    });
    std::string text;
    char buffer[1 << 16];
    while (const std::size_t got = reader.read(buffer, sizeof buffer)) {
        text.append(buffer, got);
        if (text.size() > most_bytes)
            throw InputError(file.path(), "", "inflates to more bytes than a peak list has", "Give one run a file.");
    }
    return text;
}

/// Reads the rows of one table.
class Rows {
public:
    Rows(const UserTable& table, FaultBook& faults, NoteBook& notes)
        : table_(table), cells_{table, faults}, notes_(notes) {
        for (const NumberColumn& column : numbers)
            number_columns_.push_back(column.required ? needed_column(table, column.name, faults)
                                                      : table.column(column.name));
    }

    Feature feature(const UserTable::Row& row) {
        Feature feature;
        for (std::size_t i = 0; i < number_columns_.size(); ++i)
            feature.*numbers[i].member = number(row, number_columns_[i], numbers[i]);
        if (const auto charge = cells_.whole(row, charge_, {"1", -1000, 1000})) feature.charge = int(*charge);
        feature.ion = cells_.text(row, ion_);
        feature.flags = flags(row);
        feature.model = model(row);
        require_apex_inside(row, feature);
        name(row, feature);
        return feature;
    }

private:
    const UserTable& table_;
    CellReader cells_;
    NoteBook& notes_;
    std::vector<CellReader::Column> number_columns_;
    CellReader::Column id_ = table_.column("feature_id"), charge_ = table_.column("charge"),
                       ion_ = table_.column("ion"), flags_ = table_.column("flags"), model_ = table_.column("model");
    std::unordered_map<std::string, std::size_t> line_of_id_;

    double number(const UserTable::Row& row, CellReader::Column column, const NumberColumn& what) const {
        const std::string text = cells_.text(row, column);
        if (text.empty() && what.required && column)
            cells_.refuse(row, column, "is empty", "Every peak needs it; take rows without a peak away.");
        const double value = cells_.number(row, column, what.allowed);
        if (what.above_zero && value == 0.0)
            cells_.refuse(
                row, column, quoted_text(text) + ": must be above 0",
                what.required ? "Take rows without a peak away." : "Leave the cell empty where it is not known.");
        return value;
    }

    FeatureFlag flags(const UserTable::Row& row) const {
        const std::string text = cells_.text(row, flags_);
        FeatureFlag all = FeatureFlag::none;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(';', at), text.size());
            const std::string flag = text.substr(at, end - at);
            at = end + 1;
            if (flag.empty()) continue;
            all |= flag_named(flag);
            if (flag_named(flag) == FeatureFlag::none)
                notes_.add("unknown-flag", table_.place(row, *flags_),
                           "the flag " + quoted_text(flag) + " is not one of gassan's and was left out");
        }
        return all;
    }

    PeakModel model(const UserTable::Row& row) const {
        const std::string text = cells_.text(row, model_);
        const PeakModel model = peak_model_named(text);
        if (model == PeakModel::none && !text.empty())
            notes_.add("unknown-model", table_.place(row, *model_),
                       "the model " + quoted_text(text) + " is not one of gassan's and was left out");
        return model;
    }

    void require_apex_inside(const UserTable::Row& row, const Feature& feature) const {
        constexpr double rounding_s = 0.0011;  // of two times with three decimals
        if (!(feature.begin_s > feature.mt_s + rounding_s) && !(feature.end_s < feature.mt_s - rounding_s)) return;
        cells_.refuse(row, table_.column("mt_s"), "the apex does not lie between begin_s and end_s",
                      "All three are seconds of the run's own clock.");
    }

    /// Its own name, or F and the number of its row.
    void name(const UserTable::Row& row, Feature& feature) {
        feature.feature_id = cells_.text(row, id_);
        if (feature.feature_id.empty()) {
            if (id_) cells_.refuse(row, id_, "is empty", "Name every peak, or take the column away.");
            feature.feature_id = "F" + std::to_string(line_of_id_.size() + 1);
        }
        const auto [known, fresh] = line_of_id_.emplace(feature.feature_id, row.line);
        if (!fresh)
            cells_.refuse(
                row, id_,
                quoted_text(feature.feature_id) + " stands in line " + std::to_string(known->second) + " already",
                "A peak has one row, and one name in its run.");
    }
};

void refuse_many_runs(const UserTable& table, FaultBook& faults) {
    if (table.column("sample_id"))
        faults.add(table.path, table.place({table.header_line, {}}),
                   "the header has a column sample_id: this is a table of many runs", "Give one run a file.");
}

void note_ignored(const UserTable& table, NoteBook& notes) {
    std::string names;
    for (const std::string& name : table.header)
        if (std::find(columns.begin(), columns.end(), small_letters(name)) == columns.end())
            names += (names.empty() ? "" : ", ") + quoted_text(name);
    if (!names.empty())
        notes.add("ignored-columns", table.place({table.header_line, {}}), "not used of this peak list: " + names);
}

}  // namespace

bool looks_like_peak_list(std::string_view head) {
    const std::vector<std::string> cells = first_cells(head);
    const auto has_column = [&](std::string_view name) {
        return std::find(cells.begin(), cells.end(), name) != cells.end();
    };
    const int known = int(has_column("mz")) + int(has_column("mt_s")) + int(has_column("area"));
    return known >= 2 && !has_column("name") && !has_column("formula");
}

bool is_peak_list(const std::filesystem::path& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) return false;
    const RegularFile file(path);
    if (file.size() == 0) return false;
    try {
        return looks_like_peak_list(TextWindow(file).head());
    } catch (const Fault&) {
        return false;  // damage is told by whoever reads it
    }
}

PeakList read_features(const std::filesystem::path& path, FaultBook& faults) {
    PeakList list;
    NoteBook notes;
    notes.add(no_centroids, "", "a peak list: gaps cannot be filled from it");
    std::optional<UserTable> table;
    try {
        const RegularFile file(path);
        list.file_bytes = file.size();
        table = user_table_of(path, text_of(file, list.gzip), columns, faults, notes);
    } catch (const InputError& error) {
        faults.add_line(error.what());
    } catch (const Fault& fault) {
        faults.add(path, "byte " + std::to_string(fault.byte), fault.cause, "Copy the file again.");
    }
    if (!table) return list;
    refuse_many_runs(*table, faults);
    note_ignored(*table, notes);
    Rows rows(*table, faults, notes);
    for (const UserTable::Row& row : table->rows) list.features.push_back(rows.feature(row));
    std::stable_sort(list.features.begin(), list.features.end(),
                     [](const Feature& a, const Feature& b) { return a.mz < b.mz; });
    list.notes = notes.notes();
    return list;
}

PeakList read_features(const std::filesystem::path& path) {
    FaultBook faults;
    PeakList list = read_features(path, faults);
    if (faults.empty()) return list;
    std::string line = faults.lines().front();
    if (faults.count() > 1)
        line += " (and " + std::to_string(faults.count() - 1) + " more; gassan check tells all of them)";
    throw Error(line);
}

}  // namespace gassan
