#pragma once

/// \file
/// The user's own compounds for the simulator.

#include "core/chem/charge_state.hpp"
#include "core/model/simulated_compound.hpp"
#include "core/model/spectrum.hpp"
#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/table/user_table.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace gassan {

/// Columns with a meaning of their own; others are passed over with a note.
[[nodiscard]] std::span<const std::string_view> simulated_compound_columns();

/// The rows of a table of simulated compounds. Needed: name, formula. Empty cells mean: compound_id the name,
/// permanent_charge 0, concentration_um 10, treated_um as concentration_um, log_sd 0.3 (0 of what is added),
/// absent_share 0, role analyte, no losses, double_charge no. An empty mobility_tu is looked up in the library by
/// compound_id, name, then formula, and computed for the electrolyte; what is not there is estimated from its mass with
/// one charge. Notes say which. Faults: no name or formula, what is no number, formula or word, ids that occur twice,
/// losses that the ion has not, a permanent charge where anions are watched. \param polarity positive: ions are [M+H]+
/// or [M]+; negative: [M-H]-
[[nodiscard]] std::vector<SimulatedCompound> simulated_compounds_of(const UserTable& table,
                                                                    const Electrolyte& electrolyte, Polarity polarity,
                                                                    FaultBook& faults, NoteBook& notes);

/// Reads such a table (TSV, CSV or XLSX). \throws FaultList with all faults at once;
/// ParameterError for an impossible electrolyte; EnvironmentError when the machine fails.
[[nodiscard]] std::vector<SimulatedCompound> read_simulated_compounds(const std::filesystem::path& path,
                                                                      const Electrolyte& electrolyte, Polarity polarity,
                                                                      NoteBook& notes);

}  // namespace gassan
