# gassan_embed(<target> <file> <symbol>): the text of a data file as `extern const std::string_view gassan::embedded::<symbol>`.
# Tables stay files that a chemist can read and correct; the program still is one binary.
function(gassan_embed target file symbol)
  set(path ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include <string_view>
namespace gassan::embedded {
static const char bytes[] = {@bytes@ 0};
extern const std::string_view @symbol@;
const std::string_view @symbol@{bytes, sizeof bytes - 1};
}
]])
  target_sources(${target} PRIVATE ${source})
endfunction()
