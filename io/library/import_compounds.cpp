#include "io/library/import_compounds.hpp"

#include "io/base/faults.hpp"
#include "io/base/regular_file.hpp"
#include "io/base/text_encoding.hpp"
#include "io/library/import_fields.hpp"
#include "io/library/json_list.hpp"
#include "io/library/msp.hpp"
#include "io/table/number_cell.hpp"
#include "io/table/user_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gassan {
namespace {

constexpr std::uint64_t most_bytes = 512u << 20;

/// What tells a separator of tables apart: the headers that lists have most often.
constexpr std::array<std::string_view, 24> common_headers{"name",       "compound",
                                                          "metabolite", "metabolite name",
                                                          "formula",    "molecular formula",
                                                          "mz",         "m/z",
                                                          "mass",       "rt",
                                                          "mt",         "rt (min)",
                                                          "mt (min)",   "adduct",
                                                          "ion",        "kegg",
                                                          "hmdb",       "hmdb_id",
                                                          "inchikey",   "compound_id",
                                                          "mobility",   "eff_mob",
                                                          "level",      "化合物名"};

std::string bytes_of(const std::filesystem::path& path) {
    const RegularFile file(path);
    if (file.size() > most_bytes)
        throw InputError(path, "", std::to_string(file.size()) + " bytes are too many for a list of compounds",
                         "Give it in parts.");
    std::string bytes(std::size_t(file.size()), '\0');
    bytes.resize(file.read_at(0, bytes.data(), bytes.size()));
    file.check_unchanged();
    return bytes;
}

void require_utf8(const std::filesystem::path& path, const std::string& bytes) {
    const auto bad = first_bad_utf8(bytes);
    if (bad != std::string::npos)
        throw InputError(path, "byte " + std::to_string(bad + 1), "the text is not UTF-8", "Save it as UTF-8.");
}

void refuse_packed(const std::filesystem::path& path, const std::string& bytes) {
    for (const auto& [magic, program] : {std::pair{std::string_view("\xfd"
                                                                    "7zXZ"),
                                                   "xz -d"},
                                         {std::string_view("\x1f\x8b"), "gzip -d"},
                                         {std::string_view("BZh"), "bzip2 -d"}})
        if (bytes.starts_with(magic))
            throw InputError(path, "", "is packed", std::string("Unpack it first (") + program + ").");
}

ImportedList of_table(const std::filesystem::path& path, std::string bytes, const ImportOptions& options,
                      FaultBook& faults, NoteBook& notes) {
    const auto table = user_table_of(path, std::move(bytes), common_headers, faults, notes);
    if (!table) return {};
    std::vector<std::optional<GuessedHeader>> headers;
    std::string passed;
    for (const std::string& header : table->header) {
        headers.push_back(guess_header(header));
        if (!headers.back()) passed += (passed.empty() ? "" : ", ") + quoted_text(header);
    }
    if (!passed.empty())
        notes.add("import-columns", quoted_path(path.filename()),
                  "columns without a meaning here were passed over: " + passed);
    const bool named = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
        return header && (header->field == ImportField::name || header->field == ImportField::compound_id);
    });
    if (!named) {
        faults.add(path, table->place({table->header_line, {}}), "the header has no column for the name",
                   "Call one Name, Compound or Metabolite name.");
        return {};
    }
    std::vector<std::vector<ImportText>> records;
    std::vector<std::string> places;
    for (const UserTable::Row& row : table->rows) {
        records.emplace_back();
        places.push_back(table->place(row));
        for (std::size_t i = 0; i < headers.size(); ++i)
            if (headers[i]) records.back().push_back({*headers[i], row.cells[i]});
    }
    ImportedList list = compounds_of_records(records, places, path, options, notes);
    list.format = format_name(table->format);
    return list;
}

ImportedList of_msp(const std::filesystem::path& path, const std::string& bytes, const ImportOptions& options,
                    NoteBook& notes) {
    require_utf8(path, bytes);
    std::vector<std::vector<ImportText>> records;
    std::vector<std::string> places;
    for (MspRecord& record : msp_records(bytes)) {
        places.push_back("line " + std::to_string(record.line));
        records.push_back(std::move(record.texts));
    }
    ImportedList list = compounds_of_records(records, places, path, options, notes);
    list.format = "MSP";
    return list;
}

ImportedList of_json(const std::filesystem::path& path, const std::string& bytes, const ImportOptions& options,
                     NoteBook& notes) {
    const auto records = json_records(path, bytes);
    std::vector<std::string> places;
    for (std::size_t i = 0; i < records.size(); ++i) places.push_back("object " + std::to_string(i + 1));
    ImportedList list = compounds_of_records(records, places, path, options, notes);
    list.format = "JSON";
    return list;
}

/// What makes two rows one: their name and ion, or m/z where no ion is told.
std::string identity(const Compound& compound) {
    return small_letters(compound.name) + "\n" + (compound.ion.empty() ? decimals(compound.mz, 2) : compound.ion);
}

std::string unused_id(const std::string& wanted, std::unordered_set<std::string>& used) {
    std::string id = wanted;
    for (int copy = 2; !used.insert(small_letters(id)).second; ++copy) id = wanted + "-" + std::to_string(copy);
    return id;
}

/// What two rows of one compound say differently; empty where they agree.
std::string contradiction(const Compound& a, const Compound& b) {
    if (!a.formula.empty() && !b.formula.empty() && a.formula != b.formula)
        return "formula " + a.formula + " against " + b.formula;
    if (std::abs(a.mt_s - b.mt_s) > 0.005 * a.mt_s)
        return "time " + decimals(a.mt_s, 1) + " s against " + decimals(b.mt_s, 1) + " s";
    if (std::abs(a.mobility_tu - b.mobility_tu) > 0.1)
        return "mobility " + decimals(a.mobility_tu, 2) + " TU against " + decimals(b.mobility_tu, 2) + " TU";
    return "";
}

/// Control characters as blanks; a text that begins with a quote is quoted, since it would be taken for one (RFC 4180).
void append_cell(std::string& row, const std::string& text) {
    const bool quoted = text.starts_with('"');
    if (quoted) row += '"';
    for (const char c : text) {
        if (quoted && c == '"') row += c;
        row += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    if (quoted) row += '"';
}

}  // namespace

ImportedList import_compounds(const std::filesystem::path& path, const ImportOptions& options, FaultBook& faults,
                              NoteBook& notes) {
    std::string bytes = bytes_of(path);
    refuse_packed(path, bytes);
    if (looks_like_msp(std::string_view(bytes).substr(0, 4096))) return of_msp(path, bytes, options, notes);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && bytes[first] == '[' && path.extension() != ".csv")
        return of_json(path, bytes, options, notes);
    return of_table(path, std::move(bytes), options, faults, notes);
}

void join_lists(std::vector<ImportedCompound>& all, ImportedList more, NoteBook& notes) {
    std::unordered_map<std::string, std::size_t> first;
    std::unordered_set<std::string> used;
    for (std::size_t i = 0; i < all.size(); ++i) {
        first.emplace(identity(all[i].compound), i);
        used.insert(small_letters(all[i].compound.compound_id));
    }
    for (ImportedCompound& one : more.compounds) {
        const auto [earlier, is_new] = first.emplace(identity(one.compound), all.size());
        if (!is_new) {
            const std::string against = contradiction(all[earlier->second].compound, one.compound);
            notes.add(against.empty() ? "import-twice" : "import-contradiction", one.source,
                      quoted_text(one.compound.name) + " was told before, in " + all[earlier->second].source +
                          (against.empty() ? "" : ", with another value: " + against) + "; the first is kept");
            continue;
        }
        if (one.compound.compound_id.empty())
            one.compound.compound_id = one.compound.hmdb.empty() ? one.compound.name : one.compound.hmdb;
        one.compound.compound_id = unused_id(one.compound.compound_id, used);
        all.push_back(std::move(one));
    }
}

std::string imported_tsv(const std::vector<ImportedCompound>& compounds) {
    using One = ImportedCompound;
    struct Column {
        const char* name;
        std::function<std::string(const One&)> text;
    };
    const std::vector<Column> columns{
        {"compound_id", [](const One& one) { return one.compound.compound_id; }},
        {"name", [](const One& one) { return one.compound.name; }},
        {"formula", [](const One& one) { return one.compound.formula; }},
        {"ion", [](const One& one) { return one.compound.ion; }},
        {"charge", [](const One& one) { return one.compound.charge == 0 ? "" : std::to_string(one.compound.charge); }},
        {"mz", [](const One& one) { return significant(one.compound.mz, 10); }},
        {"mobility_tu", [](const One& one) { return significant(one.compound.mobility_tu, 6); }},
        {"mt_s", [](const One& one) { return significant(one.compound.mt_s, 8); }},
        {"role",
         [](const One& one) {
             return one.compound.role == CompoundRole::analyte ? ""
                                                               : std::string(compound_role_name(one.compound.role));
         }},
        {"internal_standard", [](const One& one) { return one.compound.internal_standard; }},
        {"kegg", [](const One& one) { return one.compound.kegg; }},
        {"hmdb", [](const One& one) { return one.compound.hmdb; }},
        {"level", [](const One& one) { return significant(one.level, 10); }},
        {"level_unit", [](const One& one) { return std::isnan(one.level) ? "" : one.level_unit; }},
        {"inchikey", [](const One& one) { return one.inchikey; }},
        {"pubchem_cid", [](const One& one) { return one.pubchem_cid; }},
        {"chebi", [](const One& one) { return one.chebi; }},
        {"cas", [](const One& one) { return one.cas; }},
        {"source", [](const One& one) { return one.source; }}};
    std::vector<const Column*> used;
    for (const Column& column : columns)
        if (std::string_view(column.name) == "name" || std::string_view(column.name) == "formula" ||
            std::any_of(compounds.begin(), compounds.end(), [&](const One& one) { return !column.text(one).empty(); }))
            used.push_back(&column);
    std::string text;
    for (const Column* column : used) text += (text.empty() ? "" : "\t") + std::string(column->name);
    text += '\n';
    for (const One& one : compounds) {
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (i > 0) text += '\t';
            append_cell(text, used[i]->text(one));
        }
        text += '\n';
    }
    return text;
}

}  // namespace gassan
