#pragma once

/// \file
/// Labels and covariates as columns of numbers: what a linear model is made of.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gassan {

/// Rows that fall into classes.
struct Labels {
    std::vector<std::string> names;  ///< of the classes, as a dictionary has them (ctl, High, low); numbers by value
    std::vector<std::size_t> of;     ///< a row -> index into names

    [[nodiscard]] std::vector<std::size_t> counts() const;
};
[[nodiscard]] Labels labels_of(std::span<const std::string> cells);

/// One column of a design, without the intercept.
struct DesignColumn {
    std::string name;  ///< "age"; of a class "gender" + "Male"
    std::vector<double> values;
};

/// Is this what tables write where nothing is known: "", "NA"?
[[nodiscard]] bool is_unknown(const std::string& cell);

/// A covariate as columns: itself where every cell is a number, else a column of 0 and 1 for each class but the first
/// (treatment coding; the first in the order of Labels is what the others are compared with).
/// \throws ParameterError where cells are unknown (how many, the first row), or all the same
[[nodiscard]] std::vector<DesignColumn> design_columns(const std::string& name, std::span<const std::string> cells);

}  // namespace gassan
