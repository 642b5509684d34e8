#pragma once

#include <string>
#include <vector>

namespace gassan {

/// Something the user should know although the work went on: the way core and io talk, since neither prints.
struct Note {
    std::string code;   ///< stable kind in kebab-case, e.g. "unsorted-mz"; notes are counted by it
    std::string where;  ///< place inside the input, e.g. "spectrum scan=45 (index 44)"; may be empty
    std::string text;   ///< one sentence: what was seen, with its value, and what was done about it
};

using Notes = std::vector<Note>;

}  // namespace gassan
