#include "tests/support/formats.hpp"

#include "core/base/fields.hpp"
#include "tests/support/mzml_text.hpp"

#include <bzlib.h>
#include <hdf5.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace gassan::test {
namespace {

std::string big_endian(std::uint64_t value, int width) {
    std::string bytes;
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) bytes += char(value >> shift & 0xff);
    return bytes;
}

std::string network(double value, bool wide) {
    return wide ? big_endian(std::bit_cast<std::uint64_t>(value), 8)
                : big_endian(std::bit_cast<std::uint32_t>(float(value)), 4);
}

std::vector<double> as_doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

std::string polarity_term(Polarity polarity) {
    if (polarity == Polarity::unknown) return "";
    return polarity == Polarity::positive ? cv("MS:1000130", "positive scan") : cv("MS:1000129", "negative scan");
}

SpectrumText described(const Spectrum& spectrum, std::size_t index, bool minutes) {
    return {.index = std::to_string(index),
            .id = spectrum.id,
            .length = std::to_string(spectrum.mz.size()),
            .level = std::to_string(spectrum.ms_level),
            .terms = polarity_term(spectrum.polarity) + cv("MS:1000127", "centroid spectrum"),
            .time = number_text(minutes ? spectrum.time_s / 60.0 : spectrum.time_s),
            .unit = minutes ? "UO:0000031" : "UO:0000010",
            .unit_name = minutes ? "minute" : "second",
            .arrays = {}};
}

}  // namespace

// ---- mzML and mzXML --------------------------------------------------------------------------------------------

std::string mzml_text(const std::vector<Spectrum>& spectra, const TextOptions& options) {
    RunText run;
    for (const auto& spectrum : spectra) {
        auto text = described(spectrum, run.spectra.size(), options.minutes);
        const auto array = [&](const std::string& kind, const std::string& raw, bool wide) {
            return ArrayText{
                (wide ? cv("MS:1000523", "64-bit float") : cv("MS:1000521", "32-bit float")) +
                    (options.zlib ? cv("MS:1000574", "zlib compression") : cv("MS:1000576", "no compression")) + kind,
                simple_base64(options.zlib ? zlib_bytes(raw) : raw), ""};
        };
        text.arrays = {array(cv("MS:1000514", "m/z array"), options.wide ? doubles(spectrum.mz) : floats(spectrum.mz),
                             options.wide),
                       array(cv("MS:1000515", "intensity array"), floats(as_doubles(spectrum.intensity)), false)};
        run.spectra.push_back(std::move(text));
    }
    run.count = std::to_string(spectra.size());
    return run.xml();
}

std::string mzxml_text(const std::vector<Spectrum>& spectra, const TextOptions& options) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<mzXML "
        "xmlns=\"http://sashimi.sourceforge.net/schema_revision/mzXML_3.2\">\n <msRun scanCount=\"" +
        std::to_string(spectra.size()) +
        "\" startTime=\"PT0S\" endTime=\"PT100S\">\n  <parentFile fileName=\"a.raw\" fileType=\"RAWData\" "
        "fileSha1=\"0\"/>\n  <msInstrument><msManufacturer category=\"msManufacturer\" value=\"Maker\"/><msModel "
        "category=\"msModel\" value=\"Q1 &amp; Q2\"/><software type=\"acquisition\" name=\"Runner\" "
        "version=\"1.2\"/></msInstrument>\n  <dataProcessing centroided=\"1\"><software type=\"conversion\" "
        "name=\"by hand\" version=\"3\"/></dataProcessing>\n";
    const std::string head = "<peaks precision=\"" + std::string(options.wide ? "64" : "32") +
                             "\" byteOrder=\"network\" compressionType=\"" + (options.zlib ? "zlib" : "none") + "\"";
    const auto peaks = [&](const std::string& content, const std::string& raw) {
        const std::string packed = options.zlib ? zlib_bytes(raw) : raw;
        return head + " contentType=\"" + content + "\" compressedLen=\"" +
               std::to_string(options.zlib ? packed.size() : 0) + "\">" + simple_base64(packed) + "</peaks>";
    };
    bool open = false;
    for (const auto& spectrum : spectra) {
        const bool inside = options.nested && spectrum.ms_level > 1;
        if (open && !inside) text += "  </scan>\n";
        open = options.nested ? true : false;
        double whole_minutes = options.minutes ? double(int(spectrum.time_s / 60.0)) : 0.0;
        if (spectrum.time_s - 60.0 * whole_minutes + 60.0 * whole_minutes != spectrum.time_s) whole_minutes = 0.0;
        text += "  <scan num=\"" + spectrum.id.substr(spectrum.id.find('=') + 1) + "\" msLevel=\"" +
                std::to_string(spectrum.ms_level) + "\" peaksCount=\"" + std::to_string(spectrum.mz.size()) + "\" ";
        if (spectrum.polarity != Polarity::unknown)
            text += std::string("polarity=\"") + (spectrum.polarity == Polarity::positive ? "+" : "-") + "\" ";
        text += "retentionTime=\"PT" + (whole_minutes > 0.0 ? number_text(whole_minutes) + "M" : std::string()) +
                number_text(spectrum.time_s - 60.0 * whole_minutes) + "S\">\n   ";
        std::string mz, intensity, pairs;
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
            mz += network(spectrum.mz[i], options.wide);
            intensity += network(spectrum.intensity[i], options.wide);
            pairs += network(spectrum.mz[i], options.wide) + network(spectrum.intensity[i], options.wide);
        }
        if (spectrum.mz.empty()) pairs = network(0.0, options.wide) + network(0.0, options.wide);
        text += options.separate ? peaks("m/z", mz) + peaks("intensity", intensity) : peaks("m/z-int", pairs);
        text += options.nested && !inside ? "\n" : "\n  </scan>\n";
    }
    if (open) text += "  </scan>\n";
    return text +
           " </msRun>\n <index name=\"scan\"><offset id=\"1\">7</offset></index>\n "
           "<indexOffset>9</indexOffset>\n <sha1>0</sha1>\n</mzXML>\n";
}

// ---- netCDF ----------------------------------------------------------------------------------------------------

namespace {

int width_of(int type) {
    constexpr int widths[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    return widths[type];
}

std::string value_bytes(double value, int type) {
    if (type == 5) return network(value, false);
    if (type == 6) return network(value, true);
    return big_endian(std::uint64_t(std::int64_t(value)), width_of(type));
}

std::string filled(std::string bytes, char with = '\0') {
    bytes.append((4 - bytes.size() % 4) % 4, with);
    return bytes;
}

struct Packer {
    bool wide_counts, wide_offsets;
    std::string count(std::size_t value) const { return big_endian(value, wide_counts ? 8 : 4); }
    std::string offset(std::size_t value) const { return big_endian(value, wide_offsets ? 8 : 4); }
    std::string name(const std::string& text) const { return count(text.size()) + filled(text); }
    std::string list(int tag, std::size_t entries) const {
        return big_endian(entries == 0 ? 0 : std::uint64_t(tag), 4) + count(entries);
    }
    std::string attributes(const std::vector<NetcdfText::Attribute>& all) const {
        std::string bytes = list(12, all.size());
        for (const auto& attribute : all) {
            std::string numbers;
            for (const double number : attribute.numbers) numbers += value_bytes(number, 6);
            const bool text = attribute.numbers.empty();
            bytes += name(attribute.name) + big_endian(text ? 2 : 6, 4) +
                     count(text ? attribute.text.size() : attribute.numbers.size()) +
                     filled(text ? attribute.text : numbers);
        }
        return bytes;
    }
};

std::string raw_values(const NetcdfText::Variable& variable, std::size_t length) {
    if (variable.type == 2) {
        std::string text = variable.text;
        text.resize(length, ' ');
        return text;
    }
    std::string bytes;
    for (const double value : variable.values) bytes += value_bytes(value, variable.type);
    return bytes;
}

}  // namespace

std::string NetcdfText::bytes() const {
    const Packer pack{version == 5, version >= 2};
    const auto is_record = [&](const Variable& v) {
        return !v.dimensions.empty() && dimensions[v.dimensions[0]].is_record;
    };
    const auto row_length = [&](const Variable& v) {
        std::size_t length = 1;
        for (const auto d : v.dimensions)
            if (!dimensions[d].is_record) length *= dimensions[d].length;
        return length;
    };
    std::size_t records = 0;
    for (const auto& dimension : dimensions)
        if (dimension.is_record) records = dimension.length;
    const auto record_variables = std::count_if(variables.begin(), variables.end(), is_record);

    const auto head = [&](const std::vector<std::size_t>& begins) {
        std::string text = std::string("CDF") + char(version) +
                           (streaming ? std::string(version == 5 ? 8 : 4, '\xff') : pack.count(records)) +
                           pack.list(10, dimensions.size());
        for (const auto& dimension : dimensions)
            text += pack.name(dimension.name) + pack.count(dimension.is_record ? 0 : dimension.length);
        text += pack.attributes(attributes) + pack.list(11, variables.size());
        for (std::size_t i = 0; i < variables.size(); ++i) {
            const auto& variable = variables[i];
            text += pack.name(variable.name) + pack.count(variable.dimensions.size());
            for (const auto d : variable.dimensions) text += pack.count(d);
            text += pack.attributes(variable.attributes) + big_endian(std::uint64_t(variable.type), 4) +
                    pack.count((row_length(variable) * std::size_t(width_of(variable.type)) + 3) / 4 * 4) +
                    pack.offset(begins[i]);
        }
        return text;
    };
    std::vector<std::size_t> begins(variables.size(), 0);
    const std::size_t head_size = head(begins).size();
    std::string body;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        if (is_record(variables[i])) continue;
        begins[i] = head_size + body.size();
        body += filled(raw_values(variables[i], row_length(variables[i])));
    }
    std::vector<std::string> rows;
    for (const auto& variable : variables)
        rows.push_back(is_record(variable) ? raw_values(variable, records * row_length(variable)) : "");
    for (std::size_t record = 0; record < std::max<std::size_t>(records, 1); ++record)
        for (std::size_t i = 0; i < variables.size(); ++i) {
            const auto& variable = variables[i];
            if (!is_record(variable)) continue;
            if (record == 0) begins[i] = head_size + body.size();
            if (records == 0) continue;
            const std::size_t size = row_length(variable) * std::size_t(width_of(variable.type));
            const std::string row = rows[i].substr(record * size, size);
            body += record_variables == 1 ? row : filled(row);
        }
    return head(begins) + body;
}

NetcdfText andi_text(const std::vector<Spectrum>& spectra, bool wide, bool records, int version) {
    NetcdfText file;
    file.version = version;
    std::vector<double> times, firsts, counts, mz, intensity;
    for (const auto& spectrum : spectra) {
        times.push_back(spectrum.time_s);
        firsts.push_back(double(mz.size()));
        counts.push_back(double(spectrum.mz.size()));
        mz.insert(mz.end(), spectrum.mz.begin(), spectrum.mz.end());
        intensity.insert(intensity.end(), spectrum.intensity.begin(), spectrum.intensity.end());
    }
    const Polarity polarity = spectra.empty() ? Polarity::unknown : spectra.front().polarity;
    file.dimensions = {{"scan_number", spectra.size(), false},
                       {"point_number", mz.size(), records},
                       {"_8", 8, false},
                       {"instrument_number", 1, false}};
    file.attributes = {{"ms_template_revision", "1.0.1", {}},
                       {"experiment_type", "Centroided Mass Spectrum", {}},
                       {"experiment_date_time_stamp", "20260102030405+0900", {}},
                       {"sample_external_id", "S001", {}}};
    if (polarity != Polarity::unknown)
        file.attributes.push_back({"test_ionization_polarity",
                                   polarity == Polarity::positive ? "Positive Polarity" : "Negative Polarity",
                                   {}});
    const int real = wide ? 6 : 5;
    file.variables = {{"scan_acquisition_time", {0}, 6, times, "", {{"units", "Seconds", {}}}},
                      {"scan_index", {0}, 4, firsts, "", {}},
                      {"point_count", {0}, 4, counts, "", {}},
                      {"mass_values", {1}, real, mz, "", {{"units", "M/Z", {}}}},
                      {"intensity_values", {1}, real, intensity, "", {{"scale_factor", "", {1.0}}}},
                      {"instrument_name", {3, 2}, 2, {}, "Maker", {}}};
    return file;
}

// ---- HDF5 ------------------------------------------------------------------------------------------------------

namespace {

struct Hdf5Maker {
    hid_t file;
    bool checksums = false;
    explicit Hdf5Maker(const std::filesystem::path& path, bool newest = false) {
        const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
        if (newest) H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
        file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
        H5Pclose(access);
        if (file < 0) throw std::runtime_error("cannot make " + path.string());
    }
    ~Hdf5Maker() { H5Fclose(file); }
    Hdf5Maker(const Hdf5Maker&) = delete;
    Hdf5Maker& operator=(const Hdf5Maker&) = delete;

    void dataset(const std::string& name, hid_t stored, hid_t given, const void* values, std::size_t count,
                 std::size_t chunk, bool deflated, int filter = 0) const {
        const hsize_t size = count;
        const hid_t space = H5Screate_simple(1, &size, nullptr), plist = H5Pcreate(H5P_DATASET_CREATE);
        if (count > 0 && chunk > 0) {
            const hsize_t piece = std::min(chunk, count);
            H5Pset_chunk(plist, 1, &piece);
            if (deflated) {
                H5Pset_shuffle(plist);
                H5Pset_deflate(plist, 6);
            }
            if (checksums) H5Pset_fletcher32(plist);
            if (filter != 0) H5Pset_filter(plist, filter, H5Z_FLAG_OPTIONAL, 0, nullptr);
        }
        const hid_t set = H5Dcreate2(file, name.c_str(), stored, space, H5P_DEFAULT, plist, H5P_DEFAULT);
        if (set < 0 || (count > 0 && H5Dwrite(set, given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0))
            throw std::runtime_error("cannot write " + name);
        H5Dclose(set);
        H5Pclose(plist);
        H5Sclose(space);
    }

    void attribute(const std::string& object, const std::string& name, const std::string& text) const {
        const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
        H5Tset_size(type, text.size() + 1);
        const hid_t made =
            H5Acreate_by_name(file, object.c_str(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(made, type, text.c_str());
        H5Aclose(made);
        H5Sclose(space);
        H5Tclose(type);
    }

    void long_attribute(const std::string& object, const std::string& name, const char* text) const {
        const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
        H5Tset_size(type, H5T_VARIABLE);
        const hid_t made =
            H5Acreate_by_name(file, object.c_str(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(made, type, &text);
        H5Aclose(made);
        H5Sclose(space);
        H5Tclose(type);
    }

    void attribute(const std::string& object, const std::string& name, double value) const {
        const hid_t space = H5Screate(H5S_SCALAR);
        const hid_t made = H5Acreate_by_name(file, object.c_str(), name.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                             H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(made, H5T_NATIVE_DOUBLE, &value);
        H5Aclose(made);
        H5Sclose(space);
    }
};

}  // namespace

void write_mzmlb(const std::filesystem::path& path, const std::vector<Spectrum>& spectra, const MzmlbOptions& options) {
    const std::string mz_name = options.wide ? "spectrum_MS_1000514_float64" : "spectrum_MS_1000514_float32";
    RunText run;
    run.indexed = false;
    std::vector<double> mz;
    std::vector<float> intensity;
    for (const auto& spectrum : spectra) {
        auto text = described(spectrum, run.spectra.size(), false);
        const auto array = [&](const std::string& terms, const std::string& dataset, std::size_t first) {
            return ArrayText{terms + options.terms + cv("MS:1000574", "zlib compression") +
                                 cv("MS:1002841", "external HDF5 dataset", dataset) +
                                 cv("MS:1002843", "external array length", std::to_string(spectrum.mz.size())) +
                                 cv("MS:1002842", "external offset", std::to_string(first)),
                             "", "0"};
        };
        text.arrays = {array(cv("MS:1000514", "m/z array") + cv(options.wide ? "MS:1000523" : "MS:1000521", "float"),
                             mz_name, mz.size()),
                       array(cv("MS:1000515", "intensity array") + cv("MS:1000521", "32-bit float"),
                             "spectrum_MS_1000515_float32", intensity.size())};
        mz.insert(mz.end(), spectrum.mz.begin(), spectrum.mz.end());
        intensity.insert(intensity.end(), spectrum.intensity.begin(), spectrum.intensity.end());
        run.spectra.push_back(std::move(text));
    }
    run.count = std::to_string(spectra.size());
    std::string xml = run.xml();
    if (!options.chromatograms.empty())
        xml = replaced(xml, "</run>", "<chromatogramList>" + options.chromatograms + "</chromatogramList></run>");
    Hdf5Maker file(path, options.newest);
    file.checksums = options.checksums;
    for (int i = 0; i < options.more_sets; ++i)
        file.dataset("more_" + std::to_string(i), H5T_STD_I32BE, H5T_NATIVE_INT, &i, 1, 0, false);
    file.dataset("mzML", H5T_STD_I8LE, H5T_NATIVE_SCHAR, xml.data(), xml.size(), options.chunk, options.deflated);
    if (options.long_text)
        file.long_attribute("mzML", "version", "mzMLb 1.0");
    else
        file.attribute("mzML", "version", "mzMLb 1.0");
    file.dataset(mz_name, options.wide ? H5T_IEEE_F64LE : H5T_IEEE_F32LE, H5T_NATIVE_DOUBLE, mz.data(), mz.size(),
                 options.chunk, options.deflated, options.filter);
    file.dataset("spectrum_MS_1000515_float32", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, intensity.data(), intensity.size(),
                 options.chunk, options.deflated);
}

void write_netcdf4(const std::filesystem::path& path, const NetcdfText& content) {
    const Hdf5Maker file(path);
    for (const auto& attribute : content.attributes) file.attribute("/", attribute.name, attribute.text);
    for (const auto& variable : content.variables) {
        if (variable.type == 2) continue;
        const hid_t stored = variable.type == 4 ? H5T_STD_I32LE : variable.type == 5 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
        file.dataset(variable.name, stored, H5T_NATIVE_DOUBLE, variable.values.data(), variable.values.size(), 0,
                     false);
        for (const auto& attribute : variable.attributes)
            if (attribute.numbers.empty())
                file.attribute(variable.name, attribute.name, attribute.text);
            else
                file.attribute(variable.name, attribute.name, attribute.numbers[0]);
    }
}

void write_hdf5(const std::filesystem::path& path, const std::string& attribute, const std::string& text,
                const std::vector<std::string>& groups) {
    const Hdf5Maker file(path);
    if (!attribute.empty()) file.attribute("/", attribute, text);
    for (const auto& group : groups)
        H5Gclose(H5Gcreate2(file.file, group.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

// ---- the rest --------------------------------------------------------------------------------------------------

std::string bzip2_bytes(std::string_view bytes) {
    std::string out(bytes.size() + bytes.size() / 50 + 1000, '\0');
    auto size = unsigned(out.size());
    if (BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(bytes.data()), unsigned(bytes.size()), 1, 0, 0) !=
        BZ_OK)
        throw std::runtime_error("bzip2");
    out.resize(size);
    return out;
}

std::vector<Spectrum> nasty_run() {
    std::vector<Spectrum> spectra;
    const auto add = [&](int level, Polarity polarity, double time_s, std::vector<double> mz,
                         std::vector<float> intensity) {
        Spectrum spectrum;
        spectrum.index = spectra.size();
        spectrum.id = "scan=" + std::to_string(2 * spectra.size() + 3);
        spectrum.ms_level = level;
        spectrum.polarity = polarity;
        spectrum.time_s = time_s;
        spectrum.mz = std::move(mz);
        spectrum.intensity = std::move(intensity);
        spectra.push_back(std::move(spectrum));
    };
    const auto positive = Polarity::positive, negative = Polarity::negative;
    add(1, positive, 59.5, {}, {});
    add(1, positive, 60.25, {90.055, 104.0706, 118.0863, 147.1128}, {10.f, 200.f, 0.1f, 4e9f});
    add(2, positive, 60.5, {50.25, 60.5}, {7.f, 8.f});
    add(1, negative, 61.0, {300.125, 100.1, 200.3, 100.1}, {1.f, 2.f, 3.f, 4.f});
    add(1, positive, 61.75, {147.11281, 147.11281, 90.05501}, {5.f, 6.f, 0.f});
    add(2, negative, 62.0, {}, {});
    add(1, negative, 62.0, {76.0393}, {1e-3f});
    add(1, positive, 62.0, {}, {});
    add(1, positive, 3725.0625, {1999.98765}, {123456.79f});
    add(1, negative, 3726.1, {}, {});
    return spectra;
}

}  // namespace gassan::test
