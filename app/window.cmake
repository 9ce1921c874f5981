# The window. Its parts are libraries; here they are only put together. The composition root is a library of its own, so that
# a test can use the whole window as its user does.
assay_library(app GUI SOURCES
    Application.cpp
    Application.h
    AuthoringPages.cpp
    AuthoringPages.h
    ConnectionKinds.cpp
    ConnectionKinds.h
    FileDraftStore.cpp
    FileDraftStore.h
    NetworkProxies.cpp
    NetworkProxies.h
    PaletteSources.cpp
    PaletteSources.h
    ProfilePages.cpp
    ProfilePages.h
    Recordings.cpp
    Recordings.h
    RunPages.cpp
    RunPages.h
    ServicePages.cpp
    ServicePages.h
    SettingsReaders.cpp
    SettingsReaders.h
    SingleInstance.cpp
    SingleInstance.h
    PUBLIC assay::ui assay::backends assay::library assay::metrics assay::secrets Qt6::Network)
add_executable(assay main.cpp)
target_link_libraries(assay PRIVATE assay_flags assay::app assay::metrics)
target_compile_definitions(assay PRIVATE ASSAY_VERSION="${PROJECT_VERSION}")
target_precompile_headers(assay REUSE_FROM assay_pch_gui)
install(TARGETS assay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
