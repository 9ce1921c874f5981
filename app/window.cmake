# The window. Its parts are libraries; here they are only put together.
add_executable(assay
    Application.cpp
    Application.h
    FileDraftStore.cpp
    FileDraftStore.h
    SingleInstance.cpp
    SingleInstance.h
    main.cpp)
target_link_libraries(assay PRIVATE assay_flags assay::ui assay::backends assay::secrets Qt6::Network)
target_compile_definitions(assay PRIVATE ASSAY_VERSION="${PROJECT_VERSION}")
target_precompile_headers(assay REUSE_FROM assay_pch_gui)
set_property(GLOBAL APPEND PROPERTY ASSAY_TRANSLATED_TARGETS assay)
install(TARGETS assay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
