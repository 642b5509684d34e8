#pragma once

#include "core/base/error.hpp"

#include <string>
#include <vector>

namespace gassan {

/// Everything that is wrong with a table, a study file or a store, found in one go: one line a fault, each with file,
/// place, cause and what to do. Nothing was processed.
class FaultList : public ParameterError {
public:
    explicit FaultList(std::vector<std::string> lines);  ///< what() is all of them, one a line

    std::vector<std::string> lines;
};

}  // namespace gassan
