#pragma once

/// \file
/// What the headers of lists mean, and a record of named texts as a compound.

#include "io/library/import_compounds.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

enum class ImportField : std::uint8_t {
    name,
    compound_id,
    formula,
    mz,
    mass,
    time,
    mobility,
    ion,
    charge,
    role,
    internal_standard,
    level,
    unit,
    kegg,
    hmdb,
    inchikey,
    cas,
    pubchem,
    chebi,
};

/// What a header says: the field, and the unit that stands in it ("s", "min", "tu", "mm2/kv/min", or a unit of amount).
struct GuessedHeader {
    ImportField field = ImportField::name;
    std::string unit;  ///< "" where the header tells none
};

/// Nothing for a header that means nothing here. English and Japanese, any case, with units in brackets or behind '_'.
[[nodiscard]] std::optional<GuessedHeader> guess_header(std::string_view header);

/// One text of a record under what its header was guessed to be.
struct ImportText {
    GuessedHeader header;
    std::string text;
};

/// Makes compounds of records: units, adducts and numbers read, formulas looked up by name where neither formula nor
/// m/z is told. What cannot be read is left out with a note. \param places of the records, "row 7"
[[nodiscard]] ImportedList compounds_of_records(const std::vector<std::vector<ImportText>>& records,
                                                const std::vector<std::string>& places,
                                                const std::filesystem::path& path, const ImportOptions& options,
                                                NoteBook& notes);

}  // namespace gassan
