#include "io/report/page.hpp"

#include "io/report/markup.hpp"

#include <algorithm>

namespace gassan {

namespace embedded {
extern const std::string_view report_css;  // report.css, see gassan_embed
}

namespace report {

std::string page_head(const std::string& title, std::string_view language, std::string_view more_css) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"" + escaped(language) + "\">\n<head>\n<meta charset=\"utf-8\"/>\n";
    out +=
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
    out += "<title>" + escaped(title) + " – gassan</title>\n<style>\n";
    out += embedded::report_css;
    out += more_css;
    return out + "</style>\n</head>\n<body>\n";
}

std::string parameter_lines(std::string_view parameters) {
    std::string out;
    while (!parameters.empty()) {
        const auto end = std::min(parameters.find('\n'), parameters.size());
        out += escaped(parameters.substr(0, end)) + "\n";
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
    }
    return out;
}

}  // namespace report
}  // namespace gassan
