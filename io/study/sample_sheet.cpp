#include "io/study/sample_sheet.hpp"

#include "io/base/faults.hpp"
#include "io/run_input.hpp"
#include "io/study/name_key.hpp"
#include "io/table/cell_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gassan {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 19> columns{
    "file",       "sample_id", "type",   "specimen_id", "batch",     "injection_order", "group",
    "polarity",   "dilution",  "amount", "amount_unit", "capillary", "segment",         "level",
    "level_unit", "person",    "visit",  "lot",         "pool"};

/// Whose sheet it is: of a study, or of a table of values.
enum class Sheet { runs, values };

/// What other programs call a column, in small letters without blanks, '_', '-' and '.'.
struct OtherNames {
    std::string_view column;
    std::array<std::string_view, 6> names;
};
constexpr std::array other_names{
    OtherNames{"sample_id", {"sampleid", "sample", "samplename", "samplemetadata", "name", "id"}},
    OtherNames{"type", {"sampletype"}},
    OtherNames{"injection_order", {"injectionorder", "runorder", "order"}},
    OtherNames{"batch", {"batchid"}},
    OtherNames{"specimen_id", {"specimenid", "specimen"}},
    OtherNames{"group", {"class"}},
    OtherNames{"person", {"subject", "subjectid", "personid", "participant", "individual"}},
    OtherNames{"visit", {"timepoint"}},
    OtherNames{"lot", {"lotnumber"}},
    OtherNames{"pool", {"poolid"}},
};

/// Words for types, those of other programs behind our own four.
struct TypeWord {
    std::string_view word;
    SampleType type;
};
constexpr std::array type_words{
    TypeWord{"sample", SampleType::sample},
    TypeWord{"qc", SampleType::qc},
    TypeWord{"blank", SampleType::blank},
    TypeWord{"standard", SampleType::standard},
    TypeWord{"biological", SampleType::sample},
    TypeWord{"biological sample", SampleType::sample},
    TypeWord{"subject", SampleType::sample},
    TypeWord{"study sample", SampleType::sample},
    TypeWord{"s", SampleType::sample},
    TypeWord{"q", SampleType::qc},
    TypeWord{"pool", SampleType::qc},
    TypeWord{"pooled", SampleType::qc},
    TypeWord{"pooled qc", SampleType::qc},
    TypeWord{"pooledqc", SampleType::qc},
    TypeWord{"quality control", SampleType::qc},
    TypeWord{"blk", SampleType::blank},
    TypeWord{"b", SampleType::blank},
    TypeWord{"solvent", SampleType::blank},
    TypeWord{"process blank", SampleType::blank},
    TypeWord{"std", SampleType::standard},
    TypeWord{"cal", SampleType::standard},
    TypeWord{"calibration", SampleType::standard},
    TypeWord{"calibration standard", SampleType::standard},
};

constexpr std::array<std::string_view, 6> polarities{"positive", "negative", "pos", "neg", "+", "-"};

constexpr double tiny = 1e-30, huge = 1e30;
constexpr FieldNote dilution_note{.unit = "1", .low = 1e-12, .high = 1e12};
constexpr FieldNote amount_note{.unit = "1", .low = tiny, .high = huge};
constexpr FieldNote level_note{.unit = "1", .low = 0, .high = huge};
constexpr FieldNote order_note{.unit = "1", .low = 0, .high = 1e9};
constexpr FieldNote segment_note{.unit = "1", .low = 1, .high = 1000};

struct Columns {
    using Column = CellReader::Column;
    Column file, sample_id, type, specimen_id, batch, injection_order, group, polarity, dilution, amount, amount_unit,
        capillary, segment, level, level_unit, person, visit, lot, pool;
    std::vector<std::size_t> further;
};

std::string bare(std::string_view name) {
    std::string letters;
    for (const char c : small_letters(name))
        if (c != ' ' && c != '_' && c != '-' && c != '.') letters += c;
    return letters;
}

CellReader::Column column_of(const UserTable& table, std::string_view name, Sheet sheet) {
    return sheet == Sheet::values ? column_of_values(table, name) : table.column(name);
}

Columns columns_of(const UserTable& table, Sheet sheet, FaultBook& faults, NoteBook& notes) {
    Columns found;
    const std::array<std::pair<std::string_view, CellReader::Column*>, columns.size()> all{{
        {"file", &found.file},
        {"sample_id", &found.sample_id},
        {"type", &found.type},
        {"specimen_id", &found.specimen_id},
        {"batch", &found.batch},
        {"injection_order", &found.injection_order},
        {"group", &found.group},
        {"polarity", &found.polarity},
        {"dilution", &found.dilution},
        {"amount", &found.amount},
        {"amount_unit", &found.amount_unit},
        {"capillary", &found.capillary},
        {"segment", &found.segment},
        {"level", &found.level},
        {"level_unit", &found.level_unit},
        {"person", &found.person},
        {"visit", &found.visit},
        {"lot", &found.lot},
        {"pool", &found.pool},
    }};
    std::set<std::size_t> taken;
    for (const auto& [name, column] : all) {
        *column = column_of(table, name, sheet);
        if (*column) taken.insert(**column);
    }
    if (!found.file && sheet == Sheet::runs) static_cast<void>(needed_column(table, "file", faults));
    if (!found.sample_id) static_cast<void>(needed_column(table, "sample_id", faults));
    if (!found.type) static_cast<void>(needed_column(table, "type", faults));
    std::vector<std::string> other_programs;  // names that were taken for ours are no slips of theirs
    for (const std::size_t column : taken) other_programs.push_back(small_letters(table.header[column]));
    std::vector<std::string_view> known(columns.begin(), columns.end());
    known.insert(known.end(), other_programs.begin(), other_programs.end());
    found.further = further_columns(table, known, notes);
    return found;
}

/// A cell that every row needs.
std::string needed(const CellReader& read, const UserTable::Row& row, CellReader::Column column) {
    std::string cell = read.text(row, column);
    if (column && cell.empty()) read.refuse(row, column, "the cell is empty", "Every row needs it.");
    return cell;
}

std::string checked_name(const CellReader& read, const UserTable::Row& row, CellReader::Column column,
                         std::string name) {
    const std::string fault = name.empty() ? "" : name_fault(name);
    if (!fault.empty())
        read.refuse(row, column, "the name \"" + quoted_text(name) + "\" " + fault,
                    "Use letters, digits, blanks inside, '_', '-' and '.'.");
    return name;
}

Polarity polarity_of(const CellReader& read, const UserTable::Row& row, CellReader::Column column) {
    const auto word = read.word(row, column, polarities);
    return !word ? Polarity::unknown : *word % 2 == 0 ? Polarity::positive : Polarity::negative;
}

/// The run's file as it can be opened; a fault where it cannot.
std::string found_file(const CellReader& read, const UserTable::Row& row, CellReader::Column column) {
    const std::string cell = read.text(row, column);
    if (cell.empty()) return {};
    const fs::path path = read.table.path.parent_path() / fs::path(cell);
    try {
        require_run_input(path);
    } catch (const Error& error) {
        read.refuse(row, column, error.what(), "");
    }
    return path.string();
}

SampleType type_of(const CellReader& read, const UserTable::Row& row, CellReader::Column column, Sheet sheet) {
    std::vector<std::string_view> words;
    for (const TypeWord& one : type_words)
        if (sheet == Sheet::values || one.word == sample_type_name(one.type)) words.push_back(one.word);
    static_cast<void>(needed(read, row, column));
    return type_words[read.word(row, column, words).value_or(0)].type;
}

Sample sample_of(const CellReader& read, const Columns& at, const UserTable::Row& row, Sheet sheet) {
    Sample sample;
    sample.sample_id = needed(read, row, at.sample_id);
    sample.file_as_told = read.text(row, at.file);
    sample.specimen_id = read.text(row, at.specimen_id);
    if (sheet == Sheet::runs) {
        static_cast<void>(needed(read, row, at.file));
        sample.sample_id = checked_name(read, row, at.sample_id, sample.sample_id);
        sample.specimen_id = checked_name(read, row, at.specimen_id, sample.specimen_id);
        sample.file = found_file(read, row, at.file);
    }
    sample.type = type_of(read, row, at.type, sheet);
    if (sample.specimen_id.empty()) sample.specimen_id = sample.sample_id;
    sample.batch = read.text(row, at.batch);
    sample.group = read.text(row, at.group);
    sample.capillary = read.text(row, at.capillary);
    sample.person = read.text(row, at.person);
    sample.visit = read.text(row, at.visit);
    sample.lot = read.text(row, at.lot);
    sample.pool = read.text(row, at.pool);
    sample.injection_order = read.whole(row, at.injection_order, order_note);
    sample.polarity = polarity_of(read, row, at.polarity);
    const double dilution = read.number(row, at.dilution, dilution_note);
    if (dilution == dilution) sample.dilution = dilution;
    sample.amount = read.number(row, at.amount, amount_note);
    sample.amount_unit = read.text(row, at.amount_unit);
    if (const auto segment = read.whole(row, at.segment, segment_note)) sample.segment = int(*segment);
    sample.level = read.number(row, at.level, level_note);
    sample.level_unit = read.text(row, at.level_unit);
    for (const std::size_t column : at.further) sample.covariates.push_back(row.cells[column]);
    return sample;
}

/// Names that occur twice, or that differ only in case or in how Unicode writes their accents.
void refuse_twins(const UserTable& table, const Columns& at, const Study& study, FaultBook& faults) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const std::string& name = study.samples[i].sample_id;
        if (name.empty()) continue;
        const auto [earlier, is_new] = first.emplace(name_key(name), i);
        if (is_new) continue;
        const std::string& other = study.samples[earlier->second].sample_id;
        const std::string there = table.place(table.rows[earlier->second]), here = quoted_text(name);
        faults.add(table.path, table.place(table.rows[i], *at.sample_id),
                   other == name ? here + " stands twice, first in " + there
                                 : here + " and " + quoted_text(other) + " of " + there +
                                       " differ only in case or in how their accents are written",
                   "Every row is one run and needs a name of its own (specimen_id joins the runs of one specimen).");
    }
}

/// One file in two rows is measured twice, unless the rows take different polarities or different segments of it.
void judge_same_files(const UserTable& table, const Columns& at, Study& study, FaultBook& faults, NoteBook& notes) {
    std::map<std::pair<std::string, Polarity>, std::vector<std::size_t>> rows_of;
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        Sample& sample = study.samples[i];
        if (sample.file.empty()) continue;
        std::error_code code;
        fs::path place = fs::weakly_canonical(sample.file, code);
        if (code) place = sample.file;
        std::vector<std::size_t>& rows = rows_of[{place.string(), sample.polarity}];
        rows.push_back(i);
        if (rows.size() == 1) continue;
        const Sample& first = study.samples[rows.front()];
        const std::string there = table.place(table.rows[rows.front()]);
        const auto twin = std::find_if(rows.begin(), rows.end() - 1, [&](std::size_t other) {
            return sample.segment && study.samples[other].segment == sample.segment;
        });
        if (bool(first.segment) != bool(sample.segment)) {
            faults.add(table.path, table.place(table.rows[i], at.segment ? *at.segment : *at.file),
                       quoted_text(sample.file_as_told) + " is the file of " + there +
                           ", too, and one of the two rows has no segment",
                       "Give every sample of the run its segment, from 1 on in the order of injection.");
        } else if (twin != rows.end() - 1) {
            faults.add(table.path, table.place(table.rows[i], *at.segment),
                       "segment " + std::to_string(*sample.segment) + " of " + quoted_text(sample.file_as_told) +
                           " stands twice, first in " + table.place(table.rows[*twin]),
                       "Every segment of a run is one sample.");
        } else if (sample.segment) {
            sample.file = first.file;  // however the sheet writes it
        } else {
            notes.add("same-file", table.place(table.rows[i], *at.file),
                      quoted_text(sample.file_as_told) + " is the file of " + there + ", too: one run counts twice");
        }
    }
}

void warn_of_same_order(const UserTable& table, const Columns& at, const Study& study, NoteBook& notes) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const Sample& sample = study.samples[i];
        if (!sample.injection_order || sample.segment) continue;
        const std::string key = std::to_string(*sample.injection_order) + '\t' + sample.batch + '\t' +
                                sample.capillary + '\t' + std::to_string(int(sample.polarity));
        const auto [earlier, is_new] = first.emplace(key, i);
        if (!is_new)
            notes.add("same-order", table.place(table.rows[i], *at.injection_order),
                      "the injection order " + std::to_string(*sample.injection_order) + " stands in " +
                          table.place(table.rows[earlier->second]) + ", too");
    }
}

/// Concentrations are told of standards; elsewhere a level is a slip or a column mixed up.
void warn_of_levels(const UserTable& table, const Columns& at, const Study& study, NoteBook& notes) {
    for (std::size_t i = 0; i < study.samples.size(); ++i) {
        const Sample& sample = study.samples[i];
        if (sample.level == sample.level && sample.type != SampleType::standard)
            notes.add("level", table.place(table.rows[i], *at.level),
                      "a level is told of a " + std::string(sample_type_name(sample.type)) +
                          ", and only that of a standard is used");
    }
}

Study samples_of_sheet(const UserTable& table, Sheet sheet, FaultBook& faults, NoteBook& notes) {
    const CellReader read{table, faults};
    const Columns at = columns_of(table, sheet, faults, notes);
    Study study;
    for (const std::size_t column : at.further) study.covariates.push_back(table.header[column]);
    for (const auto& row : table.rows) study.samples.push_back(sample_of(read, at, row, sheet));
    if (table.rows.empty()) faults.add(table.path, "", "no row below the header", "One row a run is needed.");
    refuse_twins(table, at, study, faults);
    judge_same_files(table, at, study, faults, notes);
    if (sheet == Sheet::values) return study;
    warn_of_same_order(table, at, study, notes);
    warn_of_levels(table, at, study, notes);
    return study;
}

}  // namespace

std::span<const std::string_view> sample_columns() {
    return columns;
}

std::string name_fault(std::string_view name) {
    if (name == "." || name == "..") return "is a folder";
    if (name.front() == '=' || name.front() == '+' || name.front() == '-' || name.front() == '@')
        return std::string("begins with '") + name.front() + "', and a spreadsheet takes it for a formula";
    if (name.front() == ' ' || name.back() == ' ') return "has blanks around it";
    for (const char c : name) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return "holds a control character";
        if (std::string_view("/\\<>:|?*\"").find(c) != std::string_view::npos)
            return std::string("holds '") + c + "', which file names and links cannot have";
    }
    return {};
}

std::optional<std::size_t> column_of_values(const UserTable& table, std::string_view name) {
    if (const auto own = table.column(name)) return own;
    for (const OtherNames& other : other_names) {
        if (other.column != name) continue;
        for (const std::string_view wanted : other.names)
            for (std::size_t i = 0; i < table.header.size(); ++i)
                if (!wanted.empty() && bare(table.header[i]) == wanted) return i;
    }
    if (name == "sample_id" && !table.header.empty()) return 0;
    return std::nullopt;
}

bool is_type_word(std::string_view word) {
    const std::string small = small_letters(word);
    return std::any_of(type_words.begin(), type_words.end(), [&](const TypeWord& one) { return one.word == small; });
}

Study samples_of(const UserTable& table, FaultBook& faults, NoteBook& notes) {
    return samples_of_sheet(table, Sheet::runs, faults, notes);
}

Study samples_of_values(const UserTable& table, FaultBook& faults, NoteBook& notes) {
    return samples_of_sheet(table, Sheet::values, faults, notes);
}

}  // namespace gassan
