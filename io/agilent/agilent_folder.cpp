#include "io/agilent/agilent_folder.hpp"

#include "io/base/regular_file.hpp"

#include <algorithm>
#include <array>

namespace gassan {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> names{"MSScan.bin",    "MSScan.xsd",         "MSProfile.bin", "MSPeak.bin",
                                                 "MSMassCal.bin", "DefaultMassCal.xml", "MSTS.xml",      "Contents.xml",
                                                 "Devices.xml",   "sample_info.xml"};
constexpr std::string_view icp_name = "msscan_xspecific.bin";
constexpr std::uint64_t longest_text = 16u << 20;
constexpr const char* damaged = "The folder is damaged or was copied in part: copy it again from the instrument.";
constexpr const char* convert = "Convert it to mzML with its maker's software or msconvert.";

std::string in_small_letters(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return text;
}

/// Small letters of each name -> the entry; of names that differ only in case, the first in order of bytes.
using Entries = std::map<std::string, fs::path>;

Entries entries_of(const fs::path& folder) {
    std::error_code code;
    fs::directory_iterator entries(folder, code);
    if (code) throw_file_error(folder, "look into the folder", code.value());
    Entries found;
    for (; entries != fs::directory_iterator(); entries.increment(code)) {
        const fs::path& path = entries->path();
        const auto [place, is_new] = found.emplace(in_small_letters(path.filename().string()), path);
        if (!is_new && path.native() < place->second.native()) place->second = path;
    }
    // An error ends the iteration as the last entry does.
    if (code) throw_file_error(folder, "look into the folder", code.value());
    return found;
}

bool is_folder(const Entries& entries, const std::string& name) {
    std::error_code code;
    const auto found = entries.find(name);
    return found != entries.end() && fs::is_directory(found->second, code);
}

bool is_bruker(const Entries& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [](const auto& entry) { return entry.first.starts_with("analysis."); });
}

bool is_chemstation(const Entries& entries) {
    return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
        return entry.first == "data.ms" || (entry.first.ends_with(".ch") && !entry.first.starts_with("."));
    });
}

/// The entries of AcqData. \throws InputError where path has none
Entries acquisition_of(const fs::path& path) {
    Entries entries = entries_of(path);
    if (entries.contains("msscan.bin")) return entries;
    const auto refuse = [&](const char* cause, const char* remedy) { throw InputError(path, "", cause, remedy); };
    Entries inner;
    if (is_folder(entries, "acqdata")) inner = entries_of(entries.at("acqdata"));
    if (inner.contains("msscan.bin") || inner.contains(std::string(icp_name))) return inner;
    if (is_bruker(entries)) refuse("this .d is a Bruker folder (analysis.*), not Agilent", convert);
    if (is_chemstation(entries) || is_chemstation(inner))
        refuse("ChemStation folder (data.ms): not supported; MassHunter AcqData/MSScan.bin missing", convert);
    if (!is_folder(entries, "acqdata")) refuse("not an Agilent MassHunter folder: AcqData/ missing", damaged);
    refuse("not an Agilent MassHunter folder: AcqData/MSScan.bin missing", damaged);
    return inner;
}

}  // namespace

std::span<const std::string_view> agilent_file_names() {
    return names;
}

bool is_instrument_folder(const fs::path& path) {
    std::error_code code;
    if (!fs::is_directory(path, code)) return false;
    const fs::path named = path.has_filename() ? path : path.parent_path();
    if (in_small_letters(named.extension().string()) == ".d") return true;
    if (in_small_letters(named.filename().string()) == "acqdata") return true;
    const Entries entries = entries_of(path);
    return entries.contains("msscan.bin") || is_folder(entries, "acqdata") || is_bruker(entries) ||
           entries.contains("data.ms");
}

AgilentFolder::AgilentFolder(const fs::path& path) : path_(path) {
    const Entries entries = acquisition_of(path);
    if (entries.contains(std::string(icp_name)))
        throw InputError(path, "", "ICP-MS data (MSScan_XSpecific.bin): not supported",
                         "gassan reads spectra of molecules.");
    for (const std::string_view name : names)
        if (const auto found = entries.find(in_small_letters(std::string(name))); found != entries.end())
            files_.emplace(name, found->second);
}

std::string AgilentFolder::text(std::string_view name) const {
    const RegularFile opened(file(name));
    if (opened.size() > longest_text)
        throw error(std::string(name), std::to_string(opened.size()) + " bytes are too many for this file");
    std::string bytes(static_cast<std::size_t>(opened.size()), '\0');
    bytes.resize(opened.read_at(0, bytes.data(), bytes.size()));
    opened.check_unchanged();
    return bytes;
}

std::uint64_t AgilentFolder::bytes() const {
    std::uint64_t all = 0;
    for (const auto& [name, place] : files_) all += RegularFile(place).size();
    return all;
}

InputError AgilentFolder::error(const std::string& place, const std::string& cause) const {
    return {path_, place, cause, damaged};
}

}  // namespace gassan
