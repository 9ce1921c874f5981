# Brings the texts of the sources into the .ts files of a folder:
#   cmake -DLUPDATE=lupdate -DSOURCE=repository -DWORK=scratch -DTS=folder -P update.cmake
#
# The free functions tr() of the services translate in the context "assay". lupdate would file a text under the class or
# namespace that calls them, where the program never looks. It reads copies, therefore, that say so in its own words.
file(GLOB_RECURSE sources RELATIVE ${SOURCE}
    ${SOURCE}/app/*.cpp ${SOURCE}/app/*.h ${SOURCE}/ui/*.cpp ${SOURCE}/ui/*.h
    ${SOURCE}/models/*.cpp ${SOURCE}/models/*.h ${SOURCE}/services/*.cpp ${SOURCE}/services/*.h ${SOURCE}/translations/*.cpp)
list(SORT sources)
file(REMOVE_RECURSE ${WORK})
set(list)
foreach(source ${sources})
    file(READ ${SOURCE}/${source} text)
    string(REGEX REPLACE "\nnamespace assay(::[a-z:]+)? {" "\nnamespace assay { Q_DECLARE_TR_FUNCTIONS(assay) }\\0" text "${text}")
    file(WRITE ${WORK}/${source} "${text}")
    if(source MATCHES "\\.cpp$")
        string(APPEND list "${WORK}/${source}\n")
    endif()
endforeach()
file(WRITE ${WORK}/sources.txt "${list}")

# English holds nothing but plurals.
foreach(language de en)
    set(only)
    if(language STREQUAL "en")
        set(only -pluralonly)
    endif()
    execute_process(COMMAND ${LUPDATE} -silent -locations none -no-obsolete ${only} -I ${WORK} @${WORK}/sources.txt -ts ${TS}/assay_${language}.ts
        RESULT_VARIABLE result ERROR_VARIABLE said)
    if(said MATCHES "lacks Q_OBJECT|unknown namespace")
        message(SEND_ERROR "lupdate would file texts where the program does not look for them:\n${said}")
    elseif(NOT result EQUAL 0)
        message(SEND_ERROR "lupdate failed:\n${said}")
    endif()
endforeach()
