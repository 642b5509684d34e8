#pragma once

#include "io/agilent/agilent_folder.hpp"
#include "io/base/note_book.hpp"
#include "io/read_run.hpp"

#include <cstddef>

namespace gassan {

/// What the XML files of the folder say of the acquisition: instrument, software, start, sample and separation into
/// summary; an acquisition that did not end, and a count of scans that differs, into notes. All of them may be absent
/// or damaged: then less is known. Names of people and paths are not taken.
void read_acquisition_facts(const AgilentFolder& folder, std::size_t scans, RunSummary& summary, NoteBook& notes);

}  // namespace gassan
