#pragma once

/// \file
/// Lists of compounds as laboratories and programs have them, made into compounds.tsv of gassan.
///
/// The content decides what a file is: a table (TSV, CSV, XLSX) whose headers are guessed, a spectral library as text
/// (MSP of MS-DIAL and of NIST), or a JSON array of objects. What was guessed is said in the notes.

#include "core/base/note.hpp"
#include "core/model/compound.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gassan {

/// A compound with what compounds.tsv keeps beside what gassan reads.
struct ImportedCompound {
    Compound compound;
    double mass_da = no_value;  ///< neutral, where the list tells it
    double level = no_value;    ///< amount in a standard
    std::string level_unit;
    std::string inchikey, cas, pubchem_cid, chebi;
    std::string source;  ///< "standards.xlsx, row 7"
};

struct ImportedList {
    std::vector<ImportedCompound> compounds;
    std::string format;        ///< "TSV", "XLSX", "MSP", "JSON", ...
    std::size_t records = 0;   ///< rows or records seen
    std::size_t left_out = 0;  ///< without formula and m/z, or told before; the notes say which
};

struct ImportOptions {
    std::string ion;      ///< of rows that name none: "[M+H]+"; "" leaves it open
    bool minutes = true;  ///< times whose unit no header tells
};

/// Reads a list. Faults go to the book; notes tell what the headers were taken for, and what was left out.
/// \throws EnvironmentError when the machine fails; InputError for what is no list
[[nodiscard]] ImportedList import_compounds(const std::filesystem::path& path, const ImportOptions& options,
                                            FaultBook& faults, NoteBook& notes);

/// Takes more to what is there already: rows of one name (or id) and ion once, the first kept; ids made unique.
void join_lists(std::vector<ImportedCompound>& all, ImportedList more, NoteBook& notes);

/// compounds.tsv: header, a row a compound, columns that are empty throughout left out.
[[nodiscard]] std::string imported_tsv(const std::vector<ImportedCompound>& compounds);

}  // namespace gassan
