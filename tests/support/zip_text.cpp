#include "tests/support/zip_text.hpp"

#include <zlib.h>

#include <cstdint>
#include <stdexcept>

namespace gassan::test {
namespace {

std::string raw_deflate(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("zlib");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    const int end = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (end != Z_STREAM_END) throw std::runtime_error("zlib");
    return out;
}

std::string little(std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += char(value >> (8 * i) & 0xff);
    return text;
}

}  // namespace

std::string zip_bytes(const std::map<std::string, std::string>& entries) {
    std::string archive, directory;
    for (const auto& [name, bytes] : entries) {
        const std::string packed = raw_deflate(bytes);
        const auto crc = std::uint32_t(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), uInt(bytes.size())));
        const std::string common = little(20, 2) + little(0, 2) + little(8, 2) + little(0, 2) + little(0x21, 2) +
                                   little(crc, 4) + little(std::uint32_t(packed.size()), 4) +
                                   little(std::uint32_t(bytes.size()), 4) + little(std::uint32_t(name.size()), 2) +
                                   little(0, 2);
        directory += "PK\x01\x02" + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
                     little(std::uint32_t(archive.size()), 4) + name;
        archive += "PK\x03\x04" + common + name + packed;
    }
    const auto count = std::uint32_t(entries.size());
    return archive + directory + "PK\x05\x06" + little(0, 2) + little(0, 2) + little(count, 2) + little(count, 2) +
           little(std::uint32_t(directory.size()), 4) + little(std::uint32_t(archive.size()), 4) + little(0, 2);
}

std::string xlsx_bytes(std::string_view sheet_data, std::string_view strings,
                       const std::map<std::string, std::string>& parts) {
    const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const std::string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    std::map<std::string, std::string> entries{
        {"xl/workbook.xml", head + "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + relations +
                                "\"><sheets><sheet name=\"runs\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         head + "<Relationships><Relationship Id=\"rId1\" Type=\"" + relations +
             "/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId2\" Type=\"" + relations +
             "/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId7\" Type=\"" + relations +
             "/worksheet\" Target=\"worksheets/sheet3.xml\"/></Relationships>"},
        {"xl/styles.xml", head + "<styleSheet xmlns=\"" + main +
                              "\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"[$-411]yyyy/mm/dd;@\"/>"
                              "<numFmt numFmtId=\"171\" formatCode=\"0.0&quot; days&quot;\"/></numFmts>"
                              "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
                              "<xf numFmtId=\"171\"/></cellXfs></styleSheet>"},
        {"xl/sharedStrings.xml", head + "<sst xmlns=\"" + main + "\">" + std::string(strings) + "</sst>"},
        {"xl/worksheets/sheet3.xml", head + "<worksheet xmlns=\"" + main + "\"><sheetData>" + std::string(sheet_data) +
                                         "</sheetData></worksheet>"}};
    for (const auto& [name, bytes] : parts) entries[name] = bytes;
    return zip_bytes(entries);
}

}  // namespace gassan::test
