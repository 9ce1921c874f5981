# Helpers that every folder uses: one static library a folder, one test executable a folder, the same flags everywhere.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers need a ccache that looks past their time stamps.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()
find_program(LLD_PROGRAM NAMES ld.lld)

add_library(assay_flags INTERFACE)
target_include_directories(assay_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(assay_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -fpch-preprocess)
target_compile_definitions(assay_flags INTERFACE
    QT_NO_CAST_TO_ASCII QT_DISABLE_DEPRECATED_BEFORE=0x060400 QT_NO_KEYWORDS
    JSON_DIAGNOSTICS=1)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 at -O2 sees an index out of bounds in the JSON library's inlined maps where there is none, and an overlap in
    # `"literal" + std::string` (its bug 105651), and an empty std::optional read (its bug 80635). clang-tidy looks for the real ones.
    target_compile_options(assay_flags INTERFACE -Wno-array-bounds -Wno-restrict -Wno-maybe-uninitialized)
    # At -O3 it also sees a copy of 2^63 bytes in an inlined std::string, whose length it believes to be negative.
    target_compile_options(assay_flags INTERFACE $<$<CONFIG:Release>:-Wno-stringop-overflow>)
endif()
if(ASSAY_WERROR)
    target_compile_options(assay_flags INTERFACE -Werror)
endif()
if(LLD_PROGRAM)
    target_link_options(assay_flags INTERFACE -fuse-ld=lld)
endif()
if(ASSAY_FUZZ)
    target_compile_options(assay_flags INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(assay_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(ASSAY_SANITIZE STREQUAL "address")
    target_compile_options(assay_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(assay_flags INTERFACE -fsanitize=address,undefined)
    if(NOT ASSAY_FUZZ)
        # The address sanitizer stops at a null pointer as well; these two checks, one at every access, double the time to compile.
        # The build for libFuzzer has them.
        target_compile_options(assay_flags INTERFACE -fno-sanitize=null,alignment)
    endif()
elseif(ASSAY_SANITIZE STREQUAL "thread")
    # -Wtsan: GCC warns that fences are not modelled; Boost.Asio has some.
    target_compile_options(assay_flags INTERFACE -fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)
    target_link_options(assay_flags INTERFACE -fsanitize=thread)
elseif(NOT ASSAY_SANITIZE STREQUAL "")
    message(FATAL_ERROR "ASSAY_SANITIZE is '${ASSAY_SANITIZE}'; use address, thread or nothing")
endif()

# One precompiled header for everything without a window, one for everything with one; the same two for tests.
file(WRITE ${CMAKE_BINARY_DIR}/pch/stub.cpp.in "// Owns a precompiled header.\n")
configure_file(${CMAKE_BINARY_DIR}/pch/stub.cpp.in ${CMAKE_BINARY_DIR}/pch/stub.cpp COPYONLY)
add_library(assay_pch OBJECT ${CMAKE_BINARY_DIR}/pch/stub.cpp)
target_link_libraries(assay_pch PRIVATE assay_flags Qt6::Core nlohmann_json::nlohmann_json)
target_precompile_headers(assay_pch PRIVATE
    <QByteArray> <QFuture> <QFutureWatcher> <QHash> <QList> <QObject> <QPromise> <QString> <QVariant> <QDateTime>
    <algorithm> <functional> <memory> <optional> <string> <vector> <nlohmann/json.hpp>)
add_library(assay_pch_gui OBJECT ${CMAKE_BINARY_DIR}/pch/stub.cpp)
target_link_libraries(assay_pch_gui PRIVATE assay_flags Qt6::Core Qt6::Gui Qt6::Widgets)
target_precompile_headers(assay_pch_gui PRIVATE
    <QtWidgets> <QFuture> <QFutureWatcher> <QPromise> <algorithm> <functional> <memory> <optional> <vector>)
add_library(assay_pch_tests OBJECT ${CMAKE_BINARY_DIR}/pch/stub.cpp)
add_library(assay_pch_tests_gui OBJECT ${CMAKE_BINARY_DIR}/pch/stub.cpp)
target_link_libraries(assay_pch_tests PRIVATE assay_flags Qt6::Core Qt6::Test nlohmann_json::nlohmann_json)
target_link_libraries(assay_pch_tests_gui PRIVATE assay_flags Qt6::Widgets Qt6::Test)
get_target_property(headers assay_pch PRECOMPILE_HEADERS)
target_precompile_headers(assay_pch_tests PRIVATE ${headers} <QTest> <QSignalSpy>)
get_target_property(headers assay_pch_gui PRECOMPILE_HEADERS)
target_precompile_headers(assay_pch_tests_gui PRIVATE ${headers} <QTest> <QSignalSpy>)
# Tests mostly wait, and the compiler takes twice as long to make their own code quick. Two definitions of Qt differ from folder to folder.
set(ASSAY_TEST_OPTIONS -O0 -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
foreach(pch assay_pch_tests assay_pch_tests_gui)
    target_compile_options(${pch} PRIVATE ${ASSAY_TEST_OPTIONS})
endforeach()
foreach(pch assay_pch assay_pch_gui assay_pch_tests assay_pch_tests_gui)
    set_target_properties(${pch} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
endforeach()

# assay_library(NAME SOURCES ... [PUBLIC libs] [PRIVATE libs] [GUI])
# Makes the static library assay_NAME; SOURCES lists headers with Q_OBJECT too.
function(assay_library name)
    cmake_parse_arguments(arg "GUI" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(assay_${name} STATIC ${arg_SOURCES})
    add_library(assay::${name} ALIAS assay_${name})
    target_link_libraries(assay_${name} PUBLIC assay_flags ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    if(arg_GUI)
        target_link_libraries(assay_${name} PUBLIC Qt6::Widgets)
        target_precompile_headers(assay_${name} REUSE_FROM assay_pch_gui)
    else()
        target_link_libraries(assay_${name} PUBLIC Qt6::Core PRIVATE nlohmann_json::nlohmann_json)
        target_precompile_headers(assay_${name} REUSE_FROM assay_pch)
    endif()
    set_property(GLOBAL APPEND PROPERTY ASSAY_TRANSLATED_TARGETS assay_${name})
endfunction()

# assay_tests(FOLDER LABEL label SOURCES tst_A.cpp ... [LIBS libs] [ONE_LOCALE tst_A ...] [GUI] [SERIAL] [MORE_QT] [TIMEOUT seconds] [SCREEN WxH])
# MORE_QT: links parts of Qt for which QtTest would want a precompiled header of its own.
# SCREEN: on a virtual screen with a window manager instead of offscreen.
# ONE_LOCALE: classes of a unit or engine folder in which nothing hangs on the locale or the time zone.
# One executable test_FOLDER; one ctest entry a source file. Each source registers its class with ASSAY_TEST.
function(assay_tests folder)
    cmake_parse_arguments(arg "GUI;SERIAL;MORE_QT" "LABEL;TIMEOUT;SCREEN" "SOURCES;LIBS;ONE_LOCALE" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set(target test_${folder})
    set(ASSAY_TEST_LAUNCHER)
    if(arg_SCREEN)
        set(ASSAY_TEST_LAUNCHER ${CMAKE_SOURCE_DIR}/tests/support/with-screen.sh ${arg_SCREEN})
    endif()
    add_executable(${target} ${CMAKE_SOURCE_DIR}/tests/support/TestMain.cpp ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE assay_flags ${arg_LIBS} assay_test_places Qt6::Test nlohmann_json::nlohmann_json)
    target_compile_options(${target} PRIVATE ${ASSAY_TEST_OPTIONS})
    if(arg_MORE_QT)
        target_compile_options(${target} PRIVATE -UQT_NETWORK_LIB $<$<NOT:$<BOOL:${arg_GUI}>>:-UQT_GUI_LIB>)
    endif()
    if(arg_GUI)
        target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/AccessCheck.cpp ${CMAKE_SOURCE_DIR}/tests/support/AccessCheck.h)
        target_link_libraries(${target} PRIVATE assay::ui Qt6::Widgets)
        target_compile_definitions(${target} PRIVATE ASSAY_TEST_GUI)
        target_precompile_headers(${target} REUSE_FROM assay_pch_tests_gui)
    else()
        target_precompile_headers(${target} REUSE_FROM assay_pch_tests)
    endif()
    foreach(source ${arg_SOURCES})
        get_filename_component(class ${source} NAME_WE)
        if(NOT class MATCHES "^tst_")
            continue()
        endif()
        assay_test_entry(${folder}.${class} ${target} ${class} C.UTF-8 UTC ${arg_LABEL} ${arg_TIMEOUT} "${arg_SERIAL}")
        # Numbers and times must not depend on where the user lives: the same tests under another locale and time zone.
        if(arg_LABEL MATCHES "^(unit|engine)$" AND NOT class IN_LIST arg_ONE_LOCALE)
            assay_test_entry(${folder}.${class}.de ${target} ${class} de_DE.UTF-8 Asia/Kathmandu ${arg_LABEL}
                ${arg_TIMEOUT} "${arg_SERIAL}")
        endif()
    endforeach()
endfunction()

function(assay_test_entry name target class locale zone label timeout serial)
    add_test(NAME ${name} COMMAND ${ASSAY_TEST_LAUNCHER} $<TARGET_FILE:${target}> -class ${class})
    set(home ${CMAKE_BINARY_DIR}/test-home/${name})
    file(MAKE_DIRECTORY ${home})
    # die_after_fork: QProcess starts children by vfork, which the thread sanitizer takes for a fork of ours.
    set_tests_properties(${name} PROPERTIES
        LABELS ${label}
        TIMEOUT ${timeout}
        SKIP_REGULAR_EXPRESSION "ALL-SKIPPED"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_SCALE_FACTOR=1;TZ=${zone};LC_ALL=${locale};LANG=${locale};HOME=${home};XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data;XDG_CACHE_HOME=${home}/cache;XDG_RUNTIME_DIR=${home};ASAN_OPTIONS=detect_leaks=0;UBSAN_OPTIONS=print_stacktrace=1;LOCPATH=${CMAKE_SOURCE_DIR}/build/locales;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:die_after_fork=0")
    if(serial)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
endfunction()
