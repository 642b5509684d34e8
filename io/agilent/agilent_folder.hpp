#pragma once

#include "io/base/faults.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gassan {

/// The files of AcqData that gassan reads, in the order in which they are hashed.
[[nodiscard]] std::span<const std::string_view> agilent_file_names();

/// Is this a folder of an instrument (NAME.d, its AcqData, or one with the files of Bruker or ChemStation), and no
/// folder of runs? Says nothing of whether it can be read.
[[nodiscard]] bool is_instrument_folder(const std::filesystem::path& path);

/// A MassHunter folder, NAME.d or its AcqData, with the files that are there. Names count in any case.
class AgilentFolder {
public:
    /// \throws InputError for a folder that is not MassHunter's, or holds ICP-MS data; EnvironmentError
    explicit AgilentFolder(const std::filesystem::path& path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] bool has(std::string_view name) const { return files_.contains(std::string(name)); }
    /// \param name as agilent_file_names spells it; it must be there
    [[nodiscard]] const std::filesystem::path& file(std::string_view name) const {
        return files_.at(std::string(name));
    }
    /// A whole small file. \throws InputError for one above 16 MiB or that changes meanwhile; EnvironmentError
    [[nodiscard]] std::string text(std::string_view name) const;
    /// Of all files that are read, together.
    [[nodiscard]] std::uint64_t bytes() const;

    /// "x.d: PLACE: cause. What to do"
    [[nodiscard]] InputError error(const std::string& place, const std::string& cause) const;

private:
    std::filesystem::path path_;
    std::map<std::string, std::filesystem::path> files_;
};

}  // namespace gassan
