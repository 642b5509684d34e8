#pragma once

#include <filesystem>

namespace gassan {

constexpr const char* w4m_values_name = "dataMatrix.tsv";

/// The files of one table of values.
struct ValuePaths {
    std::filesystem::path values, states, samples, variables;
};

/// FILE.states.tsv, FILE.samples.tsv and FILE.variables.tsv beside FILE.tsv (or .csv, or whatever it ends in);
/// sampleMetadata.tsv and variableMetadata.tsv beside a dataMatrix.tsv.
[[nodiscard]] ValuePaths paths_beside(const std::filesystem::path& values);

}  // namespace gassan
