#pragma once

#include "core/model/read_params.hpp"
#include "io/agilent/scan_table.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace gassan {

/// One of the two files that hold spectra, and what the scans say of it.
struct SpectrumFile {
    const char* name = "";
    Representation representation = Representation::unknown;
    std::optional<BinFile> file = {};  ///< nothing where the folder has none
    std::size_t blocks = 0;            ///< of MS1 scans
    std::size_t incomplete = 0;        ///< of all scans: blocks that end behind the file
    std::size_t incomplete_ms1 = 0;
    std::string first_incomplete = {};  ///< its lack_of
    std::string first_incomplete_ms1 = {};
    std::string corrupt = {};  ///< why not even the complete ones can be trusted, or empty

    std::size_t overlaps = 0;        ///< blocks that begin inside an earlier one
    std::string first_overlap = {};  ///< "scan 3"
    std::uint64_t end = 0;           ///< of the last complete block

    /// Bytes behind what the scans tell of.
    [[nodiscard]] std::uint64_t left() const { return file && file->size() > end ? file->size() - end : 0; }
    [[nodiscard]] bool usable() const { return blocks > incomplete_ms1; }
    [[nodiscard]] bool is_complete(const ScanBlock& block) const;
    /// "scan 3 needs bytes 5..9, file has 7": of a block that is not complete.
    [[nodiscard]] std::string lack_of(const ScanRecord& scan, const ScanBlock& block) const;
};

/// Both files, looked through by the records; and which of them the spectra are taken from.
class StoredSpectra {
public:
    /// \throws InputError for a choice that the folder cannot meet, for damage, and for a folder without any spectrum
    /// that is whole
    StoredSpectra(const AgilentFolder& folder, const ScanTable& scans, const ReadParams& params);

    /// A spectrum of a scan that is to be taken, and the file it lies in.
    struct Choice {
        const ScanBlock* block = nullptr;    ///< nothing: the scan has none of the kind that was asked for
        const SpectrumFile* file = nullptr;  ///< nothing: its format names a storage that is not known
    };
    [[nodiscard]] Choice of(const ScanRecord& scan) const;

    /// What most spectra are taken from.
    [[nodiscard]] const SpectrumFile& chosen() const { return files_[chosen_]; }
    [[nodiscard]] const std::array<SpectrumFile, 2>& files() const { return files_; }

private:
    const ScanTable& scans_;
    std::array<SpectrumFile, 2> files_;
    std::size_t chosen_ = 0;
    bool other_too_ = false;  // scans without the kind chosen may give the other

    [[nodiscard]] std::optional<std::size_t> file_of(const ScanBlock& block) const;
    void look_through();
    void choose(const AgilentFolder& folder, const ReadParams& params);
};

}  // namespace gassan
