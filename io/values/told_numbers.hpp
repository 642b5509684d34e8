#pragma once

/// \file
/// What is made of numbers and texts that another program wrote, the same for wide and long tables.

#include "io/base/fault_book.hpp"
#include "io/base/note_book.hpp"
#include "io/values/read_values.hpp"
#include "io/values/value_cell.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace gassan {

/// Zeros and negative numbers of a table that tells no states: counted, and told once.
class ToldNumbers {
public:
    explicit ToldNumbers(const ReadValuesRequest& request)
        : linear_(request.scale == ValueScale::linear), zero_(request.zero) {}

    [[nodiscard]] ValueCell judged(const ValueCell& cell);
    void tell(const std::string& table, NoteBook& notes) const;

private:
    bool linear_;
    ZeroMeans zero_;
    std::size_t zeros_ = 0, negatives_ = 0;
};

/// Faults of cells: a column of another kind has millions of them, and a book tells fifty.
class CellFaults {
public:
    CellFaults(const std::filesystem::path& path, FaultBook& faults) : path_(path), faults_(faults) {}

    void refuse_value(const std::string& place, std::string_view text);
    void refuse_state(const std::filesystem::path& path, const std::string& place, std::string_view text,
                      const std::string& cause = {});
    /// How many more there are, if any.
    void close();

private:
    const std::filesystem::path& path_;
    FaultBook& faults_;
    std::size_t count_ = 0;

    [[nodiscard]] bool wants();
};

}  // namespace gassan
