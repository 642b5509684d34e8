#include "io/values/told_numbers.hpp"

#include "core/base/counted.hpp"
#include "io/base/faults.hpp"
#include "io/table/cell_reader.hpp"

namespace gassan {
namespace {

constexpr std::size_t most_faults = 50;

}  // namespace

ValueCell ToldNumbers::judged(const ValueCell& cell) {
    if (cell.kind != CellKind::measured || !linear_) return cell;
    if (cell.value < 0.0) ++negatives_;
    if (cell.value != 0.0) return cell;
    ++zeros_;
    if (zero_ == ZeroMeans::value) return cell;
    return {CellKind::below_limit, no_value, no_value};
}

void ToldNumbers::tell(const std::string& table, NoteBook& notes) const {
    if (zeros_ > 0)
        notes.add("zeros", table,
                  counted(zeros_, "cell is 0", "cells are 0") +
                      (zero_ == ZeroMeans::value
                           ? ", taken as measured values"
                           : ", taken as below a limit that is not told (--zero value takes them as values)"));
    if (negatives_ > 0)
        notes.add("negative", table, counted(negatives_, "value is", "values are") + " negative and kept as told");
}

bool CellFaults::wants() {
    return ++count_ <= most_faults;
}

void CellFaults::refuse_value(const std::string& place, std::string_view text) {
    if (wants())
        faults_.add(path_, place, "\"" + quoted_text(text) + "\" is neither a number nor a word for a missing one",
                    number_remedy(text));
}

void CellFaults::refuse_state(const std::filesystem::path& path, const std::string& place, std::string_view text,
                              const std::string& cause) {
    if (!wants()) return;
    faults_.add(path, place,
                "the state \"" + quoted_text(text) + "\" " + (cause.empty() ? "is not known" : "cannot be: " + cause),
                "States are: an empty cell (measured), filled, <LIMIT, below_limit, not_measured, failed.");
}

void CellFaults::close() {
    if (count_ > most_faults)
        faults_.add(path_, "", "and " + counted(count_ - most_faults, "more cell", "more cells") + " of this kind", "");
}

}  // namespace gassan
