#pragma once

/// \file
/// One run written in every format that is read, by writers that know nothing of the readers.

#include "core/model/spectrum.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gassan::test {

/// \param wide 64-bit numbers (m/z; in mzXML and netCDF both), else 32-bit ones
struct TextOptions {
    bool wide = true, zlib = false, minutes = false;
    bool separate = false;  ///< mzXML 3: m/z and intensities in <peaks> of their own
    bool nested = false;    ///< mzXML: scans of higher levels inside the MS1 scan before them
};
[[nodiscard]] std::string mzml_text(const std::vector<Spectrum>& spectra, const TextOptions& options = {});
[[nodiscard]] std::string mzxml_text(const std::vector<Spectrum>& spectra, const TextOptions& options = {});

/// netCDF classic, value by value. Types as the specification numbers them: 2 text, 3 and 4 whole, 5 and 6 real.
struct NetcdfText {
    struct Attribute {
        std::string name, text;
        std::vector<double> numbers;  ///< as 64-bit reals where there is no text
    };
    struct Variable {
        std::string name;
        std::vector<std::size_t> dimensions;
        int type = 6;
        std::vector<double> values;
        std::string text;  ///< of a text variable, filled up with blanks
        std::vector<Attribute> attributes;
    };
    struct Dimension {
        std::string name;
        std::size_t length = 0;
        bool is_record = false;
    };
    int version = 1;
    std::vector<Dimension> dimensions;
    std::vector<Attribute> attributes;
    std::vector<Variable> variables;
    bool streaming = false;  ///< the number of records is left open

    [[nodiscard]] std::string bytes() const;
};
/// ANDI-MS of MS1 spectra of one polarity. \param records points stand in records, m/z and intensity in turn
[[nodiscard]] NetcdfText andi_text(const std::vector<Spectrum>& spectra, bool wide = true, bool records = false,
                                   int version = 1);

struct MzmlbOptions {
    bool wide = true, deflated = true;
    std::size_t chunk = 256;
    int filter = 0;             ///< of another's making, to be named in the file alone
    bool newest = false;        ///< the library's newest layout of everything
    bool checksums = false;     ///< Fletcher-32 of each piece
    bool long_text = false;     ///< the version as a text of any length
    int more_sets = 0;          ///< datasets beside, so that the group needs a tree
    std::string terms;          ///< more terms of each array
    std::string chromatograms;  ///< elements, behind the spectra
};
void write_mzmlb(const std::filesystem::path& path, const std::vector<Spectrum>& spectra,
                 const MzmlbOptions& options = {});
/// The same variables and attributes in HDF5.
void write_netcdf4(const std::filesystem::path& path, const NetcdfText& content);
/// Any HDF5 file with a text attribute at its root and an empty group.
void write_hdf5(const std::filesystem::path& path, const std::string& attribute, const std::string& text,
                const std::vector<std::string>& groups);

[[nodiscard]] std::string bzip2_bytes(std::string_view bytes);

/// What no reader may stumble over: empty scans, points out of order, equal m/z, MS2, two polarities, equal times.
[[nodiscard]] std::vector<Spectrum> nasty_run();

}  // namespace gassan::test
